import { useSurroundings } from "./context";

/** Whether the system may say who calls while the page is in the background. */
export function NotificationSetting() {
  const { state, texts, intents } = useSurroundings();
  return (
    <section>
      <h3>{texts.settings.notifications}</h3>
      <p class="hint">{texts.settings.notificationsState[state.notifications]}</p>
      {state.notifications === "default" && (
        <button type="button" class="small" onClick={() => intents.allowNotifications()}>
          {texts.settings.allowNotifications}
        </button>
      )}
    </section>
  );
}
