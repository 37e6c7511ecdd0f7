import type { Language, PhoneState, PhoneView } from "../src/phone/model";

/** A phone without a line: keeps the state it is given, and follows only the wishes that need nobody else. */
export class StillPhone implements PhoneView {
  readonly #listeners = new Set<() => void>();

  constructor(public state: PhoneState) {}

  show(change: Partial<PhoneState>): void {
    this.state = { ...this.state, ...change };
    this.#listeners.forEach((listener) => listener());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onInputLevel(listener: (level: number) => void): () => void {
    listener(0.45);
    return () => undefined;
  }

  pair(number: string): boolean {
    const plausible = number.replace(/\D/g, "").length > 6;
    if (!plausible) this.show({ problem: { kind: "invalidNumber", code: null } });
    return plausible;
  }

  setLanguage(language: Language): void {
    this.show({ language });
  }

  setDialled(dialled: string): void {
    this.show({ dialled });
  }

  press(key: string): void {
    const { call, dialled } = this.state;
    if (call.kind === "talking") this.show({ call: { ...call, digits: call.digits + key } });
    else this.show({ dialled: dialled + key });
  }

  backspace(): void {
    this.show({ dialled: this.state.dialled.slice(0, -1) });
  }

  setMuted(muted: boolean): void {
    const { call } = this.state;
    if (call.kind === "talking") this.show({ call: { ...call, muted } });
  }

  deleteRecent(id: string): void {
    this.show({ recents: this.state.recents.filter((recent) => recent.id !== id) });
  }

  clearRecents(): void {
    this.show({ recents: [] });
  }

  dismissProblem(): void {
    this.show({ problem: null });
  }

  forget(): void {
    this.show({ pairing: null, session: { kind: "unpaired" } });
  }

  hangUp(): void {
    this.show({ call: { kind: "idle" } });
  }

  decline(): void {
    this.show({ call: { kind: "idle" } });
  }

  declineWaiting(): void {
    this.show({ waiting: null });
  }

  answer(): void {
    const { call } = this.state;
    if (call.kind === "incoming") this.#talk(call.id, call.peer, "in");
  }

  answerWaiting(): void {
    const { waiting } = this.state;
    if (waiting !== null) this.#talk(waiting.id, waiting.peer, "in");
  }

  dial(): void {
    this.callBack(this.state.dialled);
  }

  callBack(peer: string): void {
    this.show({ call: { kind: "connecting", id: "placed", peer, since: Date.now() }, dialled: "" });
  }

  takeOver(): void {
    this.show({ session: { kind: "ready" } });
  }

  chooseMicrophone(): void {}
  chooseSpeaker(): void {}
  chooseRinger(): void {}
  testRinger(): void {}
  allowNotifications(): void {}
  retry(): void {}

  #talk(id: string, peer: string | null, direction: "in" | "out"): void {
    const fresh = { muted: false, reconnecting: false, digits: "", quality: null };
    this.show({ waiting: null, call: { kind: "talking", id, peer, direction, since: Date.now(), ...fresh } });
  }
}
