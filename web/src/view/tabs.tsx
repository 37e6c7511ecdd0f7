import { useSurroundings } from "./context";
import { KeypadIcon, RecentsIcon } from "./icons";

/** What a screen with room for one thing shows. */
export type Tab = "keypad" | "recents";

/** The bar at the bottom of a narrow screen; a wide one shows both parts and hides it. */
export function Tabs({ tab, onTab }: { readonly tab: Tab; readonly onTab: (tab: Tab) => void }) {
  const { texts } = useSurroundings();
  return (
    <nav class="tabs" aria-label={texts.tabs.label}>
      <button type="button" aria-current={tab === "keypad" ? "page" : undefined} onClick={() => onTab("keypad")}>
        <KeypadIcon />
        {texts.tabs.keypad}
      </button>
      <button type="button" aria-current={tab === "recents" ? "page" : undefined} onClick={() => onTab("recents")}>
        <RecentsIcon />
        {texts.tabs.recents}
      </button>
    </nav>
  );
}
