/** A call between two legs, as Twilio keeps it: a softphone's, or that of a telephone outside, which a test holds. */
import { randomBytes, randomUUID } from "node:crypto";

export function newSid() {
  return `CA${randomBytes(16).toString("hex")}`;
}

export class Call {
  caller = null;
  /** Several while several tabs or machines ring; one once somebody has answered. */
  callees = [];
  answered = false;
  over = false;

  constructor(media) {
    this.media = media;
  }

  get browserLegs() {
    return [this.caller, ...this.callees].filter((leg) => leg instanceof BrowserLeg);
  }

  outsideCaller(number) {
    this.caller = new OutsideLeg(this, number, null);
    return this.caller;
  }

  outsideCallee(number, callerId) {
    const leg = new OutsideLeg(this, number, callerId);
    this.callees = [leg];
    return leg;
  }

  /** Rings every one of `lines`. */
  async ring(lines, from) {
    this.callees = lines.map((line) => new BrowserLeg(this, line, newSid(), null));
    for (const leg of this.callees) {
      await leg.invite(from);
    }
  }

  /** `leg` has answered: the others ring no more, and both sides hear each other. */
  async connect(leg) {
    this.answered = true;
    this.callees.filter((other) => other !== leg).forEach((other) => other.tellOver(true));
    this.callees = [leg];
    await this.caller.tellAnswered();
    const [caller, callee] = [this.caller, leg];
    if (caller instanceof BrowserLeg && callee instanceof BrowserLeg) {
      await this.media.bridge(caller.id, callee.id);
    } else {
      await this.media.speak(caller instanceof BrowserLeg ? caller.id : callee.id);
    }
  }

  /** Answers, lets the caller hear somebody speak, and ends: what a refusal sounds like. */
  async speakAndEnd() {
    this.answered = true;
    await this.caller.tellAnswered();
    await this.media.speak(this.caller.id);
    await this.media.hears(this.caller.id);
    await this.end();
  }

  /** Ends the call for everybody but `leg`, who ended it; `error` is what Twilio says to the caller. */
  async end(leg = null, error = null) {
    if (this.over) {
      return;
    }
    this.over = true;
    const legs = [this.caller, ...this.callees];
    legs.filter((other) => other !== leg).forEach((other) => other.tellOver(!this.answered && other !== this.caller, error));
    for (const { id } of this.browserLegs) {
      await this.media.close(id);
    }
  }

  /** One of those who ring has declined; where nobody is left, the caller is told. */
  async declined(leg) {
    this.callees = this.callees.filter((other) => other !== leg);
    await this.media.close(leg.id);
    if (this.callees.length === 0) {
      await this.end();
    }
  }
}

/** A softphone's part of a call. */
export class BrowserLeg {
  id = randomUUID();
  reconnect = randomUUID();
  digits = "";
  over = false;

  /** `temporarySid` is the SDK's own name for a call that it places, until it is told another. */
  constructor(call, line, sid, temporarySid) {
    Object.assign(this, { call, line, sid, temporarySid, identity: line.identity });
  }

  isKnownAs(sid) {
    return sid === this.sid || sid === this.temporarySid;
  }

  async invite(from) {
    const sdp = await this.call.media.offer(this.id);
    const parameters = { CallSid: this.sid, From: from, To: `client:${this.identity}`, AccountSid: `AC${"0".repeat(32)}`, ApiVersion: "2010-04-01" };
    if (!this.call.over) {
      this.line.send("invite", { callsid: this.sid, sdp, reconnect: this.reconnect, parameters });
    }
  }

  tellRinging() {
    this.line.send("ringing", { callsid: this.sid });
  }

  tellAnswered() {
    this.line.send("answer", { callsid: this.sid, sdp: this.localAnswer, reconnect: this.reconnect });
  }

  tellOver(beforeAnswer, error = null) {
    this.over = true;
    this.line.send(beforeAnswer ? "cancel" : "hangup", { callsid: this.sid, ...(error === null ? {} : { error }) });
  }

  async answered(sdp) {
    if (!this.call.answered && !this.call.over) {
      await this.call.media.answered(this.id, sdp);
      await this.call.connect(this);
    }
  }

  rejected() {
    return this.call.declined(this);
  }

  hungUp() {
    return this.call.end(this);
  }

  pressed(digits) {
    this.digits += digits;
  }
}

/** A telephone outside, in the hand of a test. */
export class OutsideLeg {
  /** How the other side ended the call: it gave up before the answer, hung up, or would not answer. */
  over = null;
  /** Whether a test has this telephone in its hand already. */
  taken = false;

  /** `callerId` is the number that it shows while it rings. */
  constructor(call, number, callerId) {
    Object.assign(this, { call, number, callerId });
  }

  /** The softphone at the other end. */
  get softphone() {
    return this.call.browserLegs[0];
  }

  get answered() {
    return this.call.answered;
  }

  /** The digits that the softphone has sent. */
  get digits() {
    return this.softphone.digits;
  }

  answer() {
    return this.call.connect(this);
  }

  /** Ends the call or refuses it; `error` is what Twilio makes of the refusal, such as 31486 for a busy line. */
  hangUp(error = null) {
    return this.call.end(this, error);
  }

  /** Resolves once the softphone's voice arrives here. */
  hears() {
    return this.call.media.hears(this.softphone.id);
  }

  energyWithin(milliseconds) {
    return this.call.media.energyWithin(this.softphone.id, milliseconds);
  }

  // What `Call` says to every leg.

  tellAnswered() {}

  tellOver(beforeAnswer) {
    this.over = beforeAnswer ? "cancelled" : this.call.answered ? "hungUp" : "refused";
  }
}
