import type { ComponentChildren } from "preact";

/** Every icon is drawn on 24 × 24 with a line of 1.8 and is silent: the button or text beside it says what it means. */
function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** The receiver lies horizontally in the middle of the box, so that one shape serves answering and hanging up. */
const RECEIVER =
  "M2.6 13.4c-.7-1.9.1-3.6 2-4.6C6.9 7.6 9.4 7 12 7s5.1.6 7.4 1.8c1.9 1 2.7 2.7 2 4.6l-.5 1.3c-.3.8-1 1.2-1.8 1l-2.9-.7c-.7-.2-1.2-.8-1.2-1.5v-1.6c-1-.3-2-.4-3-.4s-2 .1-3 .4v1.6c0 .7-.5 1.3-1.2 1.5l-2.9.7c-.8.2-1.5-.2-1.8-1z";

export const CallIcon = () => (
  <Icon>
    <path class="filled" transform="rotate(-135 12 12)" d={RECEIVER} />
  </Icon>
);

export const HangUpIcon = () => (
  <Icon>
    <path class="filled" d={RECEIVER} />
  </Icon>
);

export const BackspaceIcon = () => (
  <Icon>
    <path d="M8.5 5.5H19a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H8.5L3 12z" />
    <path d="m11.5 9.5 5 5m0-5-5 5" />
  </Icon>
);

export const MicrophoneIcon = () => (
  <Icon>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
);

export const MutedIcon = () => (
  <Icon>
    <path d="M15 9.5V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.5 11.5c0 .9-.2 1.7-.5 2.5M12 18v3M4 4l16 16" />
  </Icon>
);

export const KeypadIcon = () => (
  <Icon>
    {[5.5, 12, 18.5].map((y) => [5.5, 12, 18.5].map((x) => <circle key={`${x}/${y}`} class="filled" cx={x} cy={y} r="1.9" />))}
  </Icon>
);

export const SpeakerIcon = () => (
  <Icon>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9m5 0h2M4 17h2m5 0h9" />
    <circle cx="15.5" cy="7" r="2.5" />
    <circle cx="8.5" cy="17" r="2.5" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);

export const RecentsIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </Icon>
);

export const OutgoingIcon = () => (
  <Icon>
    <path d="M7 17 17 7M9 7h8v8" />
  </Icon>
);

export const IncomingIcon = () => (
  <Icon>
    <path d="M17 7 7 17m0-8v8h8" />
  </Icon>
);

export const MissedIcon = () => (
  <Icon>
    <path d="m4 8 8 8 8-8M4 14V8h6" />
  </Icon>
);

export const DeleteIcon = () => (
  <Icon>
    <path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10.2 11v5M13.8 11v5" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M12 4 2.8 19.5h18.4zM12 10v4.5" />
    <circle class="filled" cx="12" cy="17" r="1" />
  </Icon>
);

export const TabsIcon = () => (
  <Icon>
    <rect x="3.5" y="8" width="13" height="12" rx="2" />
    <path d="M8 8V6a2 2 0 0 1 2-2h8.5a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-2" />
  </Icon>
);

/** The mark: a jack of an operator's board, seen from the front. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <circle class="mark-ring" cx="12" cy="12" r="9.5" />
    <circle class="mark-jack" cx="12" cy="12" r="4.2" />
  </svg>
);
