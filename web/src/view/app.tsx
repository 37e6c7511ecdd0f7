import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { textsIn } from "../i18n/texts";
import type { PhoneState, PhoneView } from "../phone/model";
import "../style/phone.css";
import { Announcer } from "./announcer";
import { SurroundingsContext, type Surroundings } from "./context";
import { Header } from "./header";
import { useOfferFocus, useScreenFocus } from "./focus";
import { numbersFor } from "./numbers";
import { Pairing } from "./pairing";
import { PhonePanel } from "./phone-panel";
import { usePhoneState } from "./phone-hooks";
import { Problem } from "./problem";
import { Recents } from "./recents";
import { SessionStatus } from "./session-status";
import { Settings } from "./settings";
import { useShortcuts } from "./shortcuts";
import { Tabs, type Tab } from "./tabs";
import { Waiting } from "./waiting";

/** The whole page: shows `phone.state` and turns what a person does into `phone`'s intents. */
export function App({ phone }: { readonly phone: PhoneView }) {
  const state = usePhoneState(phone);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const texts = textsIn(state.language);
  const numbers = useMemo(
    () => numbersFor(state.pairing, state.languages, texts),
    [state.pairing, state.languages, texts],
  );
  const surroundings = useMemo<Surroundings>(
    () => ({ state, texts, numbers, intents: phone, language: state.language, onInputLevel: (hear) => phone.onInputLevel(hear) }),
    [state, texts, numbers, phone],
  );
  useLanguageOfDocument(state.language);
  useShortcuts(phone);
  useOfferFocus(state);

  const unpaired = state.pairing === null || state.session.kind === "unpaired";
  useScreenFocus(unpaired ? "pairing" : state.call.kind, state.waiting?.id ?? null);
  return (
    <SurroundingsContext.Provider value={surroundings}>
      <div class="page" data-screen={unpaired ? "pairing" : "phone"}>
        <Header onSettings={unpaired ? null : () => setSettingsOpen(true)} />
        {unpaired ? <Pairing /> : <Paired state={state} />}
      </div>
      {!unpaired && settingsOpen && <Settings onClose={() => setSettingsOpen(false)} />}
      <Announcer />
    </SurroundingsContext.Provider>
  );
}

function Paired({ state }: { readonly state: PhoneState }) {
  const [tab, setTab] = useState<Tab>("keypad");
  // A call is shown on its own where the screen holds one thing: whoever is called must not look for the answer button.
  const busy = state.call.kind !== "idle";
  return (
    <>
      <main class="board">
        <SessionStatus />
        <Problem />
        {state.waiting !== null && <Waiting peer={state.waiting.peer} />}
        <div class="desk" data-tab={busy ? "keypad" : tab}>
          <PhonePanel />
          {/* In another tab than the phone, a call back would do nothing. */}
          {state.session.kind !== "elsewhere" && <Recents onCall={() => setTab("keypad")} />}
        </div>
      </main>
      {!busy && state.session.kind !== "elsewhere" && <Tabs tab={tab} onTab={setTab} />}
    </>
  );
}

/** Tells the browser, and with it whoever reads the page aloud, which language the page is in. */
function useLanguageOfDocument(language: PhoneState["language"]): void {
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}
