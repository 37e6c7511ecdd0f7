import { render } from "preact";
import type { Language, PhoneState } from "../src/phone/model";
import { App } from "../src/view/app";
import { fixtures } from "./fixtures";
import { StillPhone } from "./still-phone";

/**
 * Shows one fixture of the phone, named by the address: `#state=talking&language=ja`. What a person presses changes the
 * fixture's state a little, so that fields and dialogs can be tried, but nothing calls anybody.
 */
const phone = new StillPhone(chosen());
const root = document.getElementById("app");
if (root === null) throw new Error("the preview has no #app");

window.addEventListener("hashchange", () => {
  render(null, root);
  phone.show(chosen());
  render(<App phone={phone} />, root);
});
render(<App phone={phone} />, root);

function chosen(): PhoneState {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const language = (wanted.get("language") ?? "en") as Language;
  const fixture = fixtures(Date.now())[wanted.get("state") ?? "ready"];
  if (fixture === undefined) throw new Error(`no fixture is called ${wanted.get("state")}`);
  return { ...fixture, language };
}
