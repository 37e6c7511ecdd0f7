/** What happened in the exchange, as its inspector tells it: who said and asked what, and what went wrong. */
export class Exchange {
  /** Whether the test is about something that goes wrong in a webhook; otherwise nothing may. */
  faultsExpected = false;
  #url;

  constructor(url) {
    this.#url = new URL("simulator/calls", url);
  }

  async look() {
    const answer = await fetch(this.#url);
    return answer.json();
  }

  /** Over how many connections `identity` can be called at present. */
  async registered(identity) {
    const { clients } = await this.look();
    return clients.find((client) => client.identity === identity)?.connections ?? 0;
  }

  /** Whether there is a telephone outside that is `number`. */
  async hasTelephone(number) {
    const { outsidePhones } = await this.look();
    return outsidePhones.some((telephone) => telephone.number === number);
  }

  /** The calls so far, the oldest first; each of the two sides of a call is one of its own. */
  async calls() {
    return (await this.look()).calls.reverse();
  }

  /** What was said to the exchange by messages of `type`, the oldest first. */
  async said(type) {
    const { calls, connections } = await this.look();
    const steps = [...connections, ...stepsOf(calls, "signal")];
    return steps.filter((step) => step.way === "in" && step.type === type).sort((one, other) => one.atMs - other.atMs);
  }

  /** What the exchange asked of webhooks, the oldest first. */
  async requests(purpose) {
    const steps = stepsOf((await this.look()).calls, "request");
    return steps.filter((step) => step.purpose === purpose).sort((one, other) => one.atMs - other.atMs);
  }

  /** What Twilio's debugger would show. */
  async faults() {
    return stepsOf((await this.look()).calls, "fault");
  }

  /** Calls that were begun by whoever can begin one. A call taken up again after a lost connection is none. */
  async callsBegun() {
    return (await this.look()).calls.filter(({ parentSid }) => parentSid === null).length;
  }

  /** Throws what went wrong although the test is about something else. */
  async check() {
    const faults = this.faultsExpected ? [] : await this.faults();
    if (faults.length > 0) {
      throw new Error(`the exchange reports: ${JSON.stringify(faults)}`);
    }
  }
}

function stepsOf(calls, kind) {
  return calls.flatMap(({ steps }) => steps).filter((step) => step.kind === kind);
}
