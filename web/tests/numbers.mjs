/** Two phones: one that anybody on this machine may be, one that asks for its key. */
export const OPEN = { number: "+815031234567", client: "DeviceId_0001", key: null };
export const LOCKED = { number: "+815031234568", client: "DeviceId_0002", key: "correct horse battery staple" };

/** Telephones outside. */
export const MOBILE = "+819059876543";
export const FIXED = "+81312345678";

/** The address at which a page becomes `phone` in one tap. */
export function pairingLink(url, { number, key }) {
  const fields = Object.entries({ number, key }).filter(([, value]) => value !== null);
  return `${url}#${fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}
