import { useSurroundings } from "./context";

/** What the keys of `shortcuts.ts` do. */
export function ShortcutList() {
  const { shortcuts } = useSurroundings().texts;
  const { keys } = shortcuts;
  const rows: readonly (readonly [keys: readonly string[], does: string])[] = [
    [["0–9", "*", "#", "+"], shortcuts.digits],
    [[keys.backspace], shortcuts.backspace],
    [[keys.enter], shortcuts.enter],
    [[keys.tab], shortcuts.tab],
    [[keys.escape], shortcuts.escapeRinging],
    [[keys.escape], shortcuts.escapeTalking],
    [["M"], shortcuts.mute],
  ];
  return (
    <section>
      <h3>{shortcuts.title}</h3>
      <dl class="shortcuts">
        {rows.map(([names, does]) => (
          <div key={does}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
