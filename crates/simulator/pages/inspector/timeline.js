// @ts-check
/** One step of a call as a row of its timeline. */
import { disclosure, element, keep, refill } from "./dom.js";
import { piecesOf } from "./markup.js";
import { countText, offsetText, sentence, tookText } from "./wording.js";

/** @typedef {import("./journal.js").Step} Step */
/** @typedef {import("./journal.js").RequestStep} RequestStep */

/** What fits beside the type of a signalling step, in characters. */
const SHORT = 44;

/** @param {Element} list @param {readonly Step[]} steps @param {number} startMs when the call began */
export function showSteps(list, steps, startMs) {
  keep(list, steps, {
    key: (step) => `${step.atMs} ${step.kind} ${"type" in step ? step.type : ""}`,
    make: () => element("li", "step"),
    write: (row, step) => {
      row.dataset.kind = step.kind;
      if ("way" in step) row.dataset.way = step.way;
      if ("severity" in step) row.dataset.severity = step.severity;
      refill(row, element("span", "at", offsetText(step.atMs, startMs)), element("div", "what", ...contentOf(step)));
    },
  });
}

/**
 * A signalling step: which way it went, its type, and its payload for whoever wants it.
 * @param {"in" | "out"} way
 * @param {string} type
 * @param {unknown} payload
 * @param {string} [whose]
 */
export function signal(way, type, payload, whose = "") {
  const line = element("span", "signal", element("code", "", type), " ", element("span", "soft", way === "in" ? "received" : "sent"));
  if (whose !== "") line.append(" · ", whose);
  const short = shortText(payload);
  if (short !== null) {
    line.append(" ", element("code", "payload", short));
    return line;
  }
  return disclosure(line, () => pre(json(payload)));
}

/** @param {Step} step @returns {(Node | string)[]} */
function contentOf(step) {
  switch (step.kind) {
    case "signal":
      return [signal(step.way, step.type, step.payload)];
    case "request":
      return request(step);
    case "verb":
      return [element("p", "", element("code", "verb", `<${step.verb}>`), " ", step.text)];
    case "fault":
      return [element("p", "fault-title", step.severity === "error" ? "Error " : "Warning ", faultLink(step)), element("p", "", sentence(step.message))];
    default:
      return [element("p", "", step.text)];
  }
}

/** @param {RequestStep} step */
function request(step) {
  const line = element("p", "request", element("strong", "", sentence(step.purpose)), " ", answer(step));
  const address = element("p", "address", element("span", "method", step.method), " ", step.url);
  const sent = disclosure(countText(step.parameters.length, "parameter") + (step.signature === null ? "" : ", signed"), () => parameters(step));
  if (step.body === null || step.body === "") return [line, address, sent];
  const isMarkup = /xml/.test(step.contentType ?? "") || step.body.trimStart().startsWith("<");
  const body = step.body;
  const received = disclosure(step.contentType ?? "no content type", () => (isMarkup ? markup(body) : pre(body)), true);
  return [line, address, sent, received];
}

/** @param {RequestStep} step */
function answer(step) {
  const badge = element("span", "badge", step.status === null ? "no answer" : String(step.status));
  badge.dataset.good = String(step.status !== null && step.status < 400);
  return element("span", "answer", badge, " ", element("span", "soft", tookText(step.milliseconds)));
}

/** @param {RequestStep} step */
function parameters({ parameters, signature }) {
  const rows = parameters.map(([name, value]) => {
    const head = element("th", "", name);
    head.scope = "row";
    return element("tr", "", head, element("td", "", value));
  });
  const table = element("table", "", element("tbody", "", ...rows));
  const whole = element("div", "parameters", table);
  if (signature !== null) whole.append(element("p", "soft", "X-Twilio-Signature ", element("code", "", signature)));
  return whole;
}

/** @param {string} document */
function markup(document) {
  return element("pre", "", ...piecesOf(document).map(({ kind, text }) => (kind === "text" ? text : element("span", `xml-${kind}`, text))));
}

/** The code, with what Twilio says about it behind. @param {import("./journal.js").Fault} fault */
function faultLink({ code, link }) {
  // What is not an address of the web must not become a link: it could be a script.
  if (!link.startsWith("https://")) return element("span", "", String(code));
  const anchor = element("a", "", String(code));
  anchor.href = link;
  anchor.target = "_blank";
  anchor.rel = "noreferrer";
  anchor.title = "Twilio's page about it";
  return anchor;
}

/** @param {string} text */
function pre(text) {
  return element("pre", "", text);
}

/** JSON to be read: the lines of a session description stand below each other. @param {unknown} payload */
function json(payload) {
  return JSON.stringify(payload, null, 2).replaceAll(/(?:\\r)?\\n(?!")/g, "\n      ");
}

/** A payload that is a word or two is shown at once, "dtmf 5"; null where it is more than that. @param {unknown} payload */
function shortText(payload) {
  if (payload === null || payload === undefined) return "";
  if (typeof payload !== "object") return String(payload);
  const fields = Object.entries(payload);
  if (fields.some(([, value]) => typeof value === "object" && value !== null)) return null;
  const text = fields.map(([name, value]) => `${name} ${value}`).join(" · ");
  return text.length <= SHORT ? text : null;
}
