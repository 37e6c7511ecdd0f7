import { backOff, type Clock } from "./clock";
import type { Pairing, Problem, Session } from "./model";
import { meaningOf } from "./problems";
import type { Happening, Surroundings } from "./surroundings";
import type { Failure, Telephone, TelephoneEvent, TelephoneOptions } from "./telephone";
import type { TokenAnswer } from "./token";
import { TokenTimer } from "./token-timer";

export interface SessionEffects {
  readonly clock: Clock;
  readonly random: () => number;
  readonly telephone: Telephone;
  readonly surroundings: Surroundings;
  askForToken(pairing: Pairing): Promise<TokenAnswer>;
  optionsFor(pairing: Pairing): TelephoneOptions;
  inCall(): boolean;
  showSession(session: Session): void;
  showProblem(problem: Problem): void;
  /** Registered again: what was said about tokens and connections is no longer true. */
  recovered(): void;
}

/**
 * How long to wait for a registration before doing something about it. `register()` of the SDK never settles on a bad token
 * or a dead server, so waiting for it would be waiting for ever.
 */
const PATIENCE_MS = 10_000;
/** After a sign of life the SDK mostly reconnects by itself; only then is it worth looking. */
const SHORT_PATIENCE_MS = 2_000;
/** So many attempts in a row are made before a person is told that something is wrong. */
const QUIET_ATTEMPTS = 2;

/**
 * Keeps this browser registered for as long as it is the phone: through expiring tokens, sleep, lost networks and servers
 * that go away. It never ends a call: while one is in progress, a connection is mended by the SDK or not at all.
 */
export class SessionKeeper {
  private pairing: Pairing | null = null;
  /** Counts starts and stops, so that an answer to a question of an earlier life is thrown away. */
  private life = 0;
  private asking: Promise<void> | null = null;
  private refused: "notRegistered" | "wrongKey" | null = null;
  private apiDown = false;
  private everReady = false;
  private failures = 0;
  private tokenRefusals = 0;
  private token: string | null = null;
  private stopWatching: (() => void) | null = null;
  private readonly timer: TokenTimer;

  constructor(private readonly effects: SessionEffects) {
    const { clock, random } = effects;
    this.timer = new TokenTimer(clock, () => void this.renew(), () => effects.inCall(), random);
    effects.telephone.listen((event) => this.pairing !== null && this.heard(event));
    effects.surroundings.listen((happening) => this.pairing !== null && this.noticed(happening));
  }

  start(pairing: Pairing): void {
    this.life += 1;
    this.pairing = pairing;
    this.refused = null;
    this.apiDown = false;
    this.everReady = false;
    this.failures = 0;
    this.tokenRefusals = 0;
    this.token = null;
    this.asking = null;
    this.timer.forget();
    this.report();
    void this.renew();
  }

  /** Unregisters. Resolves when no call can come in any more. */
  async stop(): Promise<void> {
    this.life += 1;
    this.pairing = null;
    this.token = null;
    this.asking = null;
    this.timer.forget();
    this.unwatch();
    await this.effects.telephone.stop();
  }

  /** A person asks for another attempt now. */
  retry(): void {
    if (this.pairing !== null) {
      this.failures = 0;
      void this.renew();
    }
  }

  /** Whether a call can be placed; fetches a token first where less than a minute of the last one is left. */
  async readyToCall(): Promise<boolean> {
    if (this.timer.isShort()) {
      await this.renew();
    }
    return this.pairing !== null && !this.timer.isOver();
  }

  /** The call is over: what was put off for its sake is done now. */
  callEnded(): void {
    if (this.pairing === null) {
      return;
    }
    if (this.refused !== null) {
      void this.effects.telephone.stop();
    } else if (this.token !== null) {
      this.timer.wake();
      this.watch(SHORT_PATIENCE_MS);
    }
  }

  /** Fetches a token and presents it. One at a time: two at once would register twice. */
  private renew(): Promise<void> {
    if (this.asking === null) {
      const asking = this.askOnce().finally(() => {
        // A stop or a new start may have put another question in its place.
        if (this.asking === asking) {
          this.asking = null;
        }
      });
      this.asking = asking;
    }
    return this.asking;
  }

  private async askOnce(): Promise<void> {
    const { pairing, life } = this;
    if (pairing === null) {
      return;
    }
    const { effects } = this;
    const asking = effects.askForToken(pairing);
    if (effects.telephone.registration === "stopped") {
      // While the token is on its way, and not only once it is here: neither needs the other.
      effects.telephone.prepare(effects.optionsFor(pairing));
    }
    const answer = await asking;
    if (life !== this.life) {
      return;
    }
    this.apiDown = answer.kind === "unreachable";
    if (answer.kind === "token") {
      this.refused = null;
      this.token = answer.token.token;
      this.timer.received(answer.token);
      await this.present(answer.token.token, pairing);
    } else if (answer.kind === "unreachable") {
      this.timer.failed();
    } else {
      this.refused = answer.kind;
      this.token = null;
      this.timer.forget();
      this.unwatch();
      // The call was allowed when it began, and cutting it off would help nobody.
      if (!this.effects.inCall()) {
        await this.effects.telephone.stop();
      }
    }
    this.report();
  }

  private async present(token: string, pairing: Pairing): Promise<void> {
    const { telephone } = this.effects;
    const { life } = this;
    this.watch(PATIENCE_MS);
    try {
      if (telephone.registration === "stopped") {
        await telephone.start(token, this.effects.optionsFor(pairing));
      } else {
        telephone.updateToken(token);
        telephone.register();
      }
    } catch (error) {
      if (life === this.life) {
        this.broke({ code: null, name: error instanceof Error ? error.name : null });
      }
    }
  }

  private heard(event: TelephoneEvent): void {
    switch (event.type) {
      case "registered":
        this.everReady = true;
        this.failures = 0;
        this.tokenRefusals = 0;
        this.unwatch();
        this.effects.recovered();
        break;
      case "unregistered":
      case "stopped":
        this.watch(PATIENCE_MS);
        break;
      case "failed":
        if (event.id === null) {
          this.broke(event.failure);
        }
        return;
      default:
        return;
    }
    this.report();
  }

  /** The telephone itself failed, not one call. */
  private broke(failure: Failure): void {
    const meaning = meaningOf(failure);
    if (meaning.kind === "problem") {
      this.effects.showProblem(meaning.problem);
    } else if (meaning.kind === "token") {
      this.tokenRefused(meaning.problem);
    }
    // Whatever is about the connection shows as the session's own state, and is mended without a word.
  }

  private tokenRefused(problem: Problem): void {
    this.tokenRefusals += 1;
    if (this.tokenRefusals < QUIET_ATTEMPTS) {
      void this.renew();
      return;
    }
    // A fresh token was refused too: the installation is set up wrongly, and asking faster will not mend that.
    this.effects.showProblem(problem);
    this.timer.failed();
  }

  private noticed(happening: Happening): void {
    if (happening === "hidden" || happening === "stored") {
      return;
    }
    this.report();
    if (happening === "offline") {
      return;
    }
    if (this.refused !== null) {
      void this.renew();
      return;
    }
    this.timer.wake();
    // What is under way has a deadline of its own; looking earlier would only start it over.
    if (this.asking === null && this.effects.telephone.registration !== "registering") {
      this.watch(SHORT_PATIENCE_MS);
    }
  }

  private watch(patience: number): void {
    this.unwatch();
    if (this.refused === null && this.effects.telephone.registration !== "registered") {
      this.stopWatching = this.effects.clock.after(patience, () => void this.mend());
    }
  }

  private unwatch(): void {
    this.stopWatching?.();
    this.stopWatching = null;
  }

  /** It is still not registered: asks again, and where that was done before, starts over from a new connection. */
  private async mend(): Promise<void> {
    const { telephone, surroundings, inCall, clock, random, showProblem } = this.effects;
    if (!surroundings.isOnline() || telephone.registration === "registered") {
      return;
    }
    if (this.asking !== null) {
      this.watch(PATIENCE_MS);
      return;
    }
    this.failures += 1;
    if (this.failures === QUIET_ATTEMPTS && !this.apiDown) {
      showProblem({ kind: "twilioUnreachable", code: null });
    }
    const { life } = this;
    if (telephone.registration === "unregistered" && this.failures < QUIET_ATTEMPTS) {
      telephone.register();
    } else if (!inCall()) {
      await telephone.stop();
      if (life === this.life) {
        await this.renew();
      }
    }
    if (life === this.life) {
      this.stopWatching?.();
      this.stopWatching = clock.after(PATIENCE_MS + backOff(this.failures, random), () => void this.mend());
      this.report();
    }
  }

  private report(): void {
    if (this.pairing !== null) {
      this.effects.showSession({ kind: this.kind() });
    }
  }

  private kind(): Exclude<Session["kind"], "unpaired" | "elsewhere"> {
    if (!this.effects.surroundings.isOnline()) {
      return "offline";
    }
    if (this.refused !== null) {
      return this.refused;
    }
    if (this.effects.telephone.registration === "registered") {
      return "ready";
    }
    if ((this.apiDown && this.timer.isOver()) || (!this.everReady && this.failures > 0)) {
      return "unreachable";
    }
    return this.everReady ? "reconnecting" : "starting";
  }
}
