import type { Caption as Said } from "../phone/model";

interface Props {
  readonly caption: Said | undefined;
  /** Whether it is read aloud when it changes, by whatever reads the page to a person. */
  readonly live?: boolean;
}

/** What the other end says as text, in its own language. Live it is there before it has anything to say, or nobody would hear of it. */
export function Caption({ caption, live = false }: Props) {
  if (caption === undefined && !live) {
    return null;
  }
  return (
    <p class="caption" {...(caption === undefined ? {} : { lang: caption.language })} {...(live ? { role: "status" } : {})}>
      {caption?.text}
    </p>
  );
}
