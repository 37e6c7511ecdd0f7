// @ts-check
/** What the outside phone says, in each of its languages. */

const en = {
  title: "Outside phone",
  lead: "You are the telephone at the other end.",
  leadMore: "This is not the softphone: it stands outside, anywhere in the world, and calls it or is called by it.",
  toSoftphone: "The softphone",
  toSimulator: "What happens in a call",

  idle: "Waiting for a call",
  idleBusy: "Busy",
  idleWithheld: "Ready to call",
  own: "This is {number}",
  ownAny: "This is {number}, and any other number",
  calling: "Calling",
  ringing: "Somebody is calling",
  talking: "In a call",
  ended: "The call is over",
  called: "They dialled {number}",
  digits: "Digits from the other side",
  heard: "Heard",

  to: "Number to call",
  call: "Call",
  answer: "Answer",
  decline: "Decline",
  hangUp: "Hang up",
  letRing: "Or just let it ring.",
  ringBlocked: "Or just let it ring. It is silent because a browser lets a page ring only after a press in it.",
  keypad: "Keypad",
  star: "star",
  hash: "hash",
  badNumber: "Write the number with + and the country, for example +81 50 3123 4567.",

  directory: "Numbers you can call",
  directoryEmpty: "None yet. The simulator lists the numbers that it has a webhook for.",

  ownTitle: "This telephone",
  number: "This phone's number",
  any: "Ring for any other number too",
  anyHint: "Whichever number the softphone calls, this telephone rings.",
  withheld: "Withhold the number",
  withheldHint: "Calls show no number. A telephone without a number can only call.",
  busy: "Busy",
  busyHint: "Whoever calls hears the busy tone.",
  voice: "What the other side hears",
  microphone: "Microphone",
  microphoneHint: "Two microphones in one room howl: use headphones.",
  tone: "Tone",
  toneHint: "A soft tone that swells and fades. It needs no microphone.",
  microphoneRefused: "This page may not use the microphone, so the other side hears the tone. Allow the microphone in the browser, then choose it again.",
  microphoneMissing: "No microphone was found, so the other side hears the tone.",
  noSound: "This browser could not prepare the sound, so the call is silent.",

  lost: "The connection to the simulator is lost. It is tried again by itself; is the simulator still running?",
  taken: "Another outside phone is {number} already. Close it, or be another number here.",
  takeOther: "Be {number} instead",

  over_hungUp: "The other side hung up.",
  over_cancelled: "The caller gave up before an answer.",
  over_busy: "The number is busy.",
  over_declined: "The other side declined.",
  over_noAnswer: "Nobody answered in time.",
  over_unreachable: "The number cannot be reached.",
  over_rejected: "The call was rejected.",
  over_timeLimit: "The call reached its time limit.",
  over_lost: "The connection to the simulator was lost.",
  here_hungUp: "You hung up.",
  here_cancelled: "You gave up before an answer.",
  here_declined: "You declined.",
};

/** @typedef {keyof typeof en} TextKey */

/** @type {Record<TextKey, string>} */
const ja = {
  title: "外の電話",
  lead: "あなたは、通話の相手側の電話です。",
  leadMore: "これはソフトフォンではありません。世界のどこかにある電話として、ソフトフォンにかけたり、かけられたりします。",
  toSoftphone: "ソフトフォンを開く",
  toSimulator: "通話の中身を見る",

  idle: "待受中",
  idleBusy: "話し中",
  idleWithheld: "発信できます",
  own: "この電話：{number}",
  ownAny: "この電話：{number}とほかのすべての番号",
  calling: "呼び出し中",
  ringing: "着信中",
  talking: "通話中",
  ended: "通話終了",
  called: "かけられた番号：{number}",
  digits: "相手が押した数字",
  heard: "聞こえる音",

  to: "発信先の番号",
  call: "発信",
  answer: "応答",
  decline: "拒否",
  hangUp: "切る",
  letRing: "そのまま鳴らしておくこともできます。",
  ringBlocked: "そのまま鳴らしておくこともできます。ページを一度押すまで、ブラウザーは着信音を鳴らしません。",
  keypad: "キーパッド",
  star: "アスタリスク",
  hash: "シャープ",
  badNumber: "番号は+と国番号から入力してください。例：+81 50 3123 4567",

  directory: "かけられる番号",
  directoryEmpty: "まだありません。シミュレーターにWebhookを設定した番号がここに並びます。",

  ownTitle: "この電話",
  number: "この電話の番号",
  any: "ほかのどの番号でも鳴る",
  anyHint: "ソフトフォンがどの番号にかけても、この電話が鳴ります。",
  withheld: "番号を通知しない",
  withheldHint: "相手に番号が表示されません。番号がないため、着信はできません。",
  busy: "話し中",
  busyHint: "かけてきた相手には話中音が聞こえます。",
  voice: "相手に聞かせる音",
  microphone: "マイク",
  microphoneHint: "同じ部屋でマイクを二つ使うとハウリングします。ヘッドホンを使ってください。",
  tone: "信号音",
  toneHint: "強弱をくり返すやわらかな音です。マイクは要りません。",
  microphoneRefused: "マイクの使用が許可されていないため、相手には信号音が聞こえます。ブラウザーで許可してから選び直してください。",
  microphoneMissing: "マイクが見つからないため、相手には信号音が聞こえます。",
  noSound: "このブラウザーで音声を準備できなかったため、無音の通話になります。",

  lost: "シミュレーターとの接続が切れました。自動的につなぎ直しています。シミュレーターが動いているか確認してください。",
  taken: "{number}は別の「外の電話」が使っています。そちらを閉じるか、別の番号にしてください。",
  takeOther: "{number}にする",

  over_hungUp: "相手が切りました。",
  over_cancelled: "応答する前に、相手が発信をやめました。",
  over_busy: "話し中です。",
  over_declined: "相手が拒否しました。",
  over_noAnswer: "応答がありませんでした。",
  over_unreachable: "この番号にはつながりません。",
  over_rejected: "着信を拒否されました。",
  over_timeLimit: "通話時間の上限に達しました。",
  over_lost: "シミュレーターとの接続が切れました。",
  here_hungUp: "電話を切りました。",
  here_cancelled: "発信を取り消しました。",
  here_declined: "着信を拒否しました。",
};

/** @type {Record<TextKey, string>} */
const fr = {
  title: "Téléphone extérieur",
  lead: "Vous êtes le téléphone à l’autre bout.",
  leadMore: "Ce n’est pas le softphone : il se trouve dehors, n’importe où dans le monde, l’appelle ou est appelé par lui.",
  toSoftphone: "Le softphone",
  toSimulator: "Ce qui se passe pendant un appel",

  idle: "En attente d’un appel",
  idleBusy: "Occupé",
  idleWithheld: "Prêt à appeler",
  own: "Ici le {number}",
  ownAny: "Ici le {number} et tout autre numéro",
  calling: "Appel en cours",
  ringing: "Quelqu’un appelle",
  talking: "En communication",
  ended: "L’appel est terminé",
  called: "Numéro composé : {number}",
  digits: "Touches de l’autre côté",
  heard: "Entendu",

  to: "Numéro à appeler",
  call: "Appeler",
  answer: "Répondre",
  decline: "Refuser",
  hangUp: "Raccrocher",
  letRing: "Ou laissez simplement sonner.",
  ringBlocked: "Ou laissez simplement sonner. Un navigateur ne laisse sonner une page qu’après une première pression.",
  keypad: "Clavier",
  star: "étoile",
  hash: "dièse",
  badNumber: "Écrivez le numéro avec + et l’indicatif du pays, par exemple +81 50 3123 4567.",

  directory: "Numéros que vous pouvez appeler",
  directoryEmpty: "Aucun pour l’instant. Le simulateur affiche ici les numéros qui ont un webhook.",

  ownTitle: "Ce téléphone",
  number: "Numéro de ce téléphone",
  any: "Sonner aussi pour tout autre numéro",
  anyHint: "Quel que soit le numéro que le softphone appelle, ce téléphone sonne.",
  withheld: "Masquer le numéro",
  withheldHint: "Les appels n’affichent aucun numéro. Sans numéro, ce téléphone ne peut qu’appeler.",
  busy: "Occupé",
  busyHint: "Qui appelle entend la tonalité d’occupation.",
  voice: "Ce que l’autre côté entend",
  microphone: "Microphone",
  microphoneHint: "Deux microphones dans une même pièce sifflent : utilisez un casque.",
  tone: "Tonalité",
  toneHint: "Un son doux qui enfle et s’éteint, sans microphone.",
  microphoneRefused: "Cette page n’a pas accès au microphone : l’autre côté entend la tonalité. Autorisez-le dans le navigateur, puis choisissez-le de nouveau.",
  microphoneMissing: "Aucun microphone trouvé : l’autre côté entend la tonalité.",
  noSound: "Ce navigateur n’a pas pu préparer le son : l’appel est muet.",

  lost: "La connexion au simulateur est perdue. Elle est retentée automatiquement ; le simulateur est-il en marche ?",
  taken: "Un autre téléphone extérieur a déjà le numéro {number}. Fermez-le, ou choisissez ici un autre numéro.",
  takeOther: "Prendre le {number}",

  over_hungUp: "L’autre côté a raccroché.",
  over_cancelled: "L’appelant a renoncé avant la réponse.",
  over_busy: "Le numéro est occupé.",
  over_declined: "L’autre côté a refusé.",
  over_noAnswer: "Personne n’a répondu à temps.",
  over_unreachable: "Le numéro est injoignable.",
  over_rejected: "L’appel a été rejeté.",
  over_timeLimit: "L’appel a atteint sa durée maximale.",
  over_lost: "La connexion au simulateur a été perdue.",
  here_hungUp: "Vous avez raccroché.",
  here_cancelled: "Vous avez renoncé avant la réponse.",
  here_declined: "Vous avez refusé.",
};

/** @type {Record<string, Record<TextKey, string>>} */
const LANGUAGES = { en, ja, fr };

/** The first of `wanted` (as in `navigator.languages`) that the page speaks, or English. @param {readonly string[]} wanted */
export function languageAmong(wanted) {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((language) => language in LANGUAGES) ?? "en";
}

/**
 * Hands back the text of a key in `language`, with the values put where it names them.
 * @param {string} language
 * @returns {(key: TextKey, values?: Record<string, string>) => string}
 */
export function textsIn(language) {
  const texts = LANGUAGES[language] ?? en;
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Whether there is a text of this key: for keys that are made of what the simulator sends. @param {string} key @returns {key is TextKey} */
export function isTextKey(key) {
  return Object.hasOwn(en, key);
}
