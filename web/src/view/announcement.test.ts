import { describe, expect, it } from "vitest";
import { en } from "../i18n/en";
import type { PhoneState } from "../phone/model";
import { initialState } from "../phone/state";
import { announcement } from "./announcement";

const numbers = { shown: (peer: string | null) => peer ?? "nobody", asTyped: (text: string) => text };
const idle: PhoneState = { ...initialState("en", ["en"]), session: { kind: "ready" } };
const talking: PhoneState = {
  ...idle,
  call: { kind: "talking", id: "1", direction: "in", peer: "+1", since: 0, muted: false, reconnecting: false, digits: "", quality: null },
};
const incoming: PhoneState = { ...idle, call: { kind: "incoming", id: "1", peer: "+1", since: 0 } };
const said = (before: PhoneState, after: PhoneState) => announcement(before, after, en, numbers);

describe("announcement", () => {
  it("says urgently who calls, once", () => {
    expect(said(idle, incoming)).toEqual({ urgency: "urgent", text: "Incoming call from +1." });
    expect(said(incoming, { ...incoming, dialled: "5" })).toBeNull();
  });

  it("says urgently who calls a second time", () => {
    expect(said(talking, { ...talking, waiting: { id: "2", peer: "+2" } })).toEqual({ urgency: "urgent", text: "Second call from +2." });
  });

  it("says that a call is connected, lost, back and over", () => {
    const call = { ...talking.call, reconnecting: true } as PhoneState["call"];
    const ended: PhoneState = { ...idle, call: { kind: "ended", peer: "+1", reason: "hungUp", seconds: 61 } };
    expect(said(incoming, talking)?.text).toBe("Connected with +1.");
    expect(said(talking, { ...talking, call })?.text).toBe(en.call.reconnecting);
    expect(said({ ...talking, call }, talking)?.text).toBe("The connection is back.");
    expect(said(talking, ended)).toEqual({ urgency: "polite", text: "Call ended. It lasted 1 minute, 1 second." });
    expect(said(ended, idle)).toBeNull();
  });

  it("keeps quiet about what somebody does themselves", () => {
    const call = { ...talking.call, muted: true, digits: "12" } as PhoneState["call"];
    expect(said(talking, { ...talking, call })).toBeNull();
  });

  it("says what became of the session", () => {
    expect(said(idle, { ...idle, session: { kind: "reconnecting" } })?.text).toBe(
      "Reconnecting. The connection was lost; it comes back by itself.",
    );
    expect(said({ ...idle, session: { kind: "unpaired" } }, { ...idle, session: { kind: "starting" } })).toBeNull();
  });
});
