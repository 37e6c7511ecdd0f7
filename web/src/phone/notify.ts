import type { PhoneState } from "./model";

export type Permission = PhoneState["notifications"];

/** Says that somebody calls to a person who is not looking at the page. */
export interface Notifier {
  permission(): Permission;
  ask(): Promise<Permission>;
  /**
   * Puts `sentence` into the tab's title, marks its icon and, where `hidden`, shows a system notification; `null` takes all
   * of it away.
   */
  attention(sentence: string | null, hidden: boolean): void;
}

const TAG = "switchboard-call";
const ICON_PX = 64;

export class BrowserNotifier implements Notifier {
  private sentence: string | null = null;
  private notified = false;
  private calmTitle = "";
  private calmIcon: string | null = null;
  private shown: Notification | null = null;
  /**
   * What was asked of the system's notifications so far. One thing is done after the other: Chromium forgets a notification
   * that is asked for while it is on its way to the screen, where it then stays and nobody can take it back.
   */
  private work: Promise<void> = Promise.resolve();

  permission(): Permission {
    return "Notification" in window ? Notification.permission : "unsupported";
  }

  async ask(): Promise<Permission> {
    return "Notification" in window ? await Notification.requestPermission() : "unsupported";
  }

  attention(sentence: string | null, hidden: boolean): void {
    if (sentence !== this.sentence) {
      this.mark(sentence);
    }
    const notify = sentence !== null && hidden && this.permission() === "granted";
    if (notify && !this.notified) {
      this.work = this.work.then(() => this.show(sentence));
    } else if (!notify && this.notified) {
      this.work = this.work.then(() => this.close());
    }
    this.notified = notify;
  }

  private mark(sentence: string | null): void {
    if (this.sentence === null) {
      this.calmTitle = document.title;
    }
    this.sentence = sentence;
    document.title = sentence ?? this.calmTitle;
    const icon = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    if (icon === null) {
      return;
    }
    this.calmIcon ??= icon.href;
    if (sentence === null) {
      icon.href = this.calmIcon;
    } else {
      void badged(this.calmIcon).then((href) => {
        if (this.sentence !== null && href !== null) {
          icon.href = href;
        }
      });
    }
  }

  private async show(sentence: string): Promise<void> {
    const options = { tag: TAG, requireInteraction: true, ...(this.calmIcon === null ? {} : { icon: this.calmIcon }) };
    const registration = await workerRegistration();
    if (!this.notified) {
      return;
    }
    if (registration !== null) {
      // On a telephone this is the only way: there the constructor below throws.
      await registration.showNotification(sentence, options).catch(() => undefined);
      return;
    }
    try {
      const notification = new Notification(sentence, options);
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      this.shown = notification;
    } catch {
      // It still rings, and the title still says who calls.
    }
  }

  private async close(): Promise<void> {
    this.shown?.close();
    this.shown = null;
    const registration = await workerRegistration();
    const notifications = (await registration?.getNotifications({ tag: TAG }).catch(() => [])) ?? [];
    notifications.forEach((notification) => notification.close());
  }
}

async function workerRegistration(): Promise<ServiceWorkerRegistration | null> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active ? registration : null;
  } catch {
    return null;
  }
}

/** The icon at `href` with a red dot, or `null` where it cannot be drawn. */
async function badged(href: string): Promise<string | null> {
  const canvas = document.createElement("canvas");
  canvas.width = ICON_PX;
  canvas.height = ICON_PX;
  const pen = canvas.getContext("2d");
  if (pen === null) {
    return null;
  }
  try {
    const icon = new Image(ICON_PX, ICON_PX);
    icon.src = href;
    await icon.decode();
    pen.drawImage(icon, 0, 0, ICON_PX, ICON_PX);
  } catch {
    // The dot alone is still seen among twenty tabs.
  }
  pen.fillStyle = "#e11d2e";
  pen.beginPath();
  pen.arc(ICON_PX * 0.72, ICON_PX * 0.28, ICON_PX * 0.26, 0, 2 * Math.PI);
  pen.fill();
  return canvas.toDataURL("image/png");
}
