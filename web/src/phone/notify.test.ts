import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BrowserNotifier } from "./notify";

const page = { title: "Switchboard", querySelector: () => null };
/** What is on the screen. */
let shown: string[];
/** Chromium's own order: a notification is on the screen some time after it was asked for, and whoever looks too soon finds none. */
let arrive: () => void;

beforeEach(() => {
  shown = [];
  page.title = "Switchboard";
  const registration = {
    active: {},
    showNotification: (sentence: string) =>
      new Promise<void>((resolve) => {
        arrive = () => {
          shown.push(sentence);
          resolve();
        };
      }),
    getNotifications: async () => shown.map((sentence) => ({ close: () => void shown.splice(shown.indexOf(sentence), 1) })),
  };
  const Notification = { permission: "granted" };
  vi.stubGlobal("document", page);
  vi.stubGlobal("Notification", Notification);
  vi.stubGlobal("window", { Notification });
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => registration } });
});
afterEach(() => void vi.unstubAllGlobals());

const settle = () => new Promise((resolve) => setTimeout(resolve));

it("says who calls to a person who does not look at the page, until it is taken away", async () => {
  const notifier = new BrowserNotifier();
  notifier.attention("A calls.", true);
  await settle();
  arrive();
  expect([page.title, shown]).toEqual(["A calls.", ["A calls."]]);
  notifier.attention(null, true);
  await settle();
  expect([page.title, shown]).toEqual(["Switchboard", []]);
});

it("takes away what was still on its way to the screen", async () => {
  const notifier = new BrowserNotifier();
  notifier.attention("A calls.", true);
  await settle();
  notifier.attention(null, true);
  await settle();
  arrive();
  await settle();
  expect(shown).toEqual([]);
});

it("does not show what was taken away before that", async () => {
  const notifier = new BrowserNotifier();
  notifier.attention("A calls.", true);
  notifier.attention(null, true);
  await settle();
  expect(shown).toEqual([]);
});

it("shows the next caller after the last", async () => {
  const notifier = new BrowserNotifier();
  notifier.attention("A calls.", true);
  await settle();
  notifier.attention(null, true);
  notifier.attention("B calls.", true);
  arrive();
  await settle();
  arrive();
  await settle();
  expect(shown).toEqual(["B calls."]);
});
