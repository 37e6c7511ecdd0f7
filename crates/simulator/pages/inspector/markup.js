// @ts-check
/** Lays TwiML out for the eye. What is ill-formed is shown as it came: that is when one looks closest. */

/** @typedef {"comment" | "tag" | "attribute" | "value" | "mark" | "text" | "wrong"} Kind */
/** @typedef {{ kind: Kind, text: string }} Piece */
/** @typedef {{ shape: "open" | "close" | "empty" | "aside" | "text" | "wrong", name: string, text: string }} Token */

/** Beyond this a document is shown plainly: no TwiML is as long (Twilio reads 64 KB), and no page should stand still for it. */
const LONGEST = 65_536;

const TOKENS = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^<>]*>|<\/?[\p{L}_](?:"[^"]*"|'[^']*'|[^<>"'])*>|[^<]+|</gu;

/** The pieces of a document, laid out where it is well nested. @param {string} document @returns {Piece[]} */
export function piecesOf(document) {
  if (document.length > LONGEST) return [{ kind: "text", text: document }];
  const tokens = (document.match(TOKENS) ?? []).map(tokenOf);
  return (isWellNested(tokens) ? laidOut(tokens) : tokens).flatMap(coloured);
}

/** @param {string} text @returns {Token} */
function tokenOf(text) {
  const name = /^<\/?([^\s/>]+)/u.exec(text)?.[1] ?? "";
  if (text === "<") return { shape: "wrong", name, text };
  if (!text.startsWith("<") || text.startsWith("<![CDATA[")) return { shape: "text", name: "", text };
  if (text.startsWith("<!") || text.startsWith("<?")) return { shape: "aside", name, text };
  if (text.startsWith("</")) return { shape: "close", name, text };
  return { shape: text.endsWith("/>") ? "empty" : "open", name, text };
}

/** @param {readonly Token[]} tokens */
function isWellNested(tokens) {
  /** @type {string[]} */
  const open = [];
  for (const { shape, name } of tokens) {
    if (shape === "wrong" || (shape === "close" && open.pop() !== name)) return false;
    if (shape === "open") open.push(name);
  }
  return open.length === 0;
}

/** Puts each element on a line of its own, and leaves the words of an element with it. @param {readonly Token[]} tokens @returns {Token[]} */
function laidOut(tokens) {
  /** @type {Token[]} */
  const out = [];
  let depth = 0;
  let previous = "";
  for (const token of tokens) {
    if (token.shape === "text" && token.text.trim() === "") continue;
    if (token.shape === "close") depth -= 1;
    const inline = token.shape === "text" || (token.shape === "close" && (previous === "text" || previous === "open"));
    if (!inline && out.length > 0) out.push({ shape: "text", name: "", text: `\n${"  ".repeat(Math.max(0, depth))}` });
    out.push(token);
    if (token.shape === "open") depth += 1;
    previous = token.shape;
  }
  return out;
}

/** @param {Token} token @returns {Piece[]} */
function coloured({ shape, text }) {
  if (shape === "text") return [{ kind: "text", text }];
  if (shape === "wrong") return [{ kind: "wrong", text }];
  if (shape === "aside") return [{ kind: "comment", text }];
  let words = 0;
  return (text.match(/"[^"]*"|'[^']*'|[^\s=/<>"']+|[\s\S]/g) ?? []).map((part) => {
    if (/^["'].+/s.test(part)) return { kind: "value", text: part };
    if (/^[\s=/<>"']$/.test(part)) return { kind: "mark", text: part };
    words += 1;
    return { kind: words === 1 ? "tag" : "attribute", text: part };
  });
}
