import type { SessionText, Texts } from "../i18n/en";
import type { Session } from "../phone/model";

/** What there is to say about `session`, in a word and a sentence. */
export function sessionText(session: Session, texts: Texts): SessionText {
  return session.kind === "elsewhere" && session.afterCall === true ? texts.elsewhereAfterCall : texts.session[session.kind];
}
