import type { Language } from "../phone/model";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as a clock shows it: `0:07`, `12:05`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, "0") : minutes}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** A duration in words: `2 minutes, 5 seconds` (`long`), or its two largest parts, `2 min 5 sec` (`short`). */
export function spoken(seconds: number, language: Language, width: "long" | "short" = "long"): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const shown = parts.filter(([amount, unit]) => amount > 0 || (whole === 0 && unit === "second"));
  const words = (width === "short" ? shown.slice(0, 2) : shown).map(([amount, unit]) =>
    new Intl.NumberFormat(local(language), { style: "unit", unit, unitDisplay: width }).format(amount),
  );
  const style = width === "short" ? "narrow" : "long";
  const joined = new Intl.ListFormat(local(language), { type: "unit", style }).format(words);
  // People write 2分5秒; Intl puts blanks into it.
  return language === "ja" ? joined.replace(/\s/gu, "") : joined;
}

/**
 * When something was, as short as it stays clear: minutes for the last hour, the time for today, `yesterday` and the time,
 * the weekday and the time within a week, then the date.
 */
export function when(at: number, now: number, language: Language): string {
  const ago = Math.max(0, now - at);
  if (ago < HOUR) {
    const relative = new Intl.RelativeTimeFormat(local(language), { numeric: "auto", style: "short" });
    return ago < MINUTE ? relative.format(0, "second") : relative.format(-Math.floor(ago / MINUTE), "minute");
  }
  const time = new Intl.DateTimeFormat(local(language), { hour: "numeric", minute: "2-digit" }).format(at);
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
  if (days === 0) return time;
  if (days === 1) return `${new Intl.RelativeTimeFormat(local(language), { numeric: "auto" }).format(-1, "day")} ${time}`;
  if (days < 7) return `${new Intl.DateTimeFormat(local(language), { weekday: "short" }).format(at)} ${time}`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(local(language), sameYear ? { month: "short", day: "numeric" } : { dateStyle: "medium" }).format(at);
}

/** The exact date and time, for a tooltip and for whoever reads the page aloud. */
export function exactly(at: number, language: Language): string {
  return new Intl.DateTimeFormat(local(language), { dateStyle: "full", timeStyle: "short" }).format(at);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** The reader's own variety of `language`, so that somebody in Britain reads 14:05 and somebody in America 2:05 PM. */
function local(language: Language): string {
  const wanted = typeof navigator === "undefined" ? [] : navigator.languages;
  return wanted.find((tag) => tag.split("-")[0] === language) ?? language;
}
