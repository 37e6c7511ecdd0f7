import type { Failure, Numbers, Registration, Telephone, TelephoneEvent, TelephoneOptions } from "../telephone";

/** A telephone that does what the test says, and remembers what it was asked. */
export class FakeTelephone implements Telephone {
  registration: Registration = "stopped";
  /** Each thing that was asked of it: `start t1`, `connect A`, … */
  readonly asked: string[] = [];
  numbers: Numbers | null = null;
  options: TelephoneOptions | null = null;
  /** How often it was told that it is about to start. */
  prepared = 0;
  /** Whether it registers as soon as it is asked to. */
  obliging = true;
  private readonly listeners = new Set<(event: TelephoneEvent) => void>();

  prepare(): void {
    this.prepared += 1;
  }

  async start(token: string, options: TelephoneOptions): Promise<void> {
    this.asked.push(`start ${token}`);
    this.options = options;
    this.begin();
  }

  updateToken(token: string): void {
    this.asked.push(`token ${token}`);
  }

  register(): void {
    if (this.registration === "unregistered") {
      this.asked.push("register");
      this.begin();
    }
  }

  async stop(): Promise<void> {
    this.asked.push("stop");
    if (this.registration !== "stopped") {
      this.becomes("stopped");
    }
  }

  connect(id: string, numbers: Numbers, microphone: string | null): void {
    this.numbers = numbers;
    this.asked.push(microphone === null ? `connect ${id}` : `connect ${id} with ${microphone}`);
  }

  answer(id: string, microphone: string | null): void {
    this.asked.push(microphone === null ? `answer ${id}` : `answer ${id} with ${microphone}`);
  }

  decline(id: string): void {
    this.asked.push(`decline ${id}`);
  }

  hangUp(id: string): void {
    this.asked.push(`hangUp ${id}`);
  }

  setMuted(id: string, muted: boolean): void {
    this.asked.push(`${muted ? "mute" : "unmute"} ${id}`);
  }

  sendDigits(id: string, digits: string): void {
    this.asked.push(`digits ${id} ${digits}`);
  }

  spoken(id: string, say: number): void {
    this.asked.push(`spoken ${id} ${say}`);
  }

  async setMicrophone(device: string): Promise<void> {
    this.asked.push(`microphone ${device}`);
  }

  async setSpeaker(device: string): Promise<void> {
    this.asked.push(`speaker ${device}`);
  }

  listen(listener: (event: TelephoneEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something happens. */
  tell(event: TelephoneEvent): void {
    this.listeners.forEach((listener) => listener(event));
  }

  /** The registration changes, and says so. */
  becomes(registration: "registered" | "unregistered" | "stopped"): void {
    this.registration = registration;
    this.tell({ type: registration });
  }

  fails(failure: Partial<Failure>, id: string | null = null): void {
    this.tell({ type: "failed", failure: { code: null, name: null, ...failure }, id });
  }

  /** What was asked since the last time. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }

  private begin(): void {
    this.registration = "registering";
    if (this.obliging) {
      this.becomes("registered");
    }
  }
}
