// A journal for the inspector to show: a call that goes well, calls that do not, and texts that try to break the page.

const START = Date.UTC(2025, 10, 21, 6, 2, 5);
const VOICE = "http://127.0.0.1:8787/twilio/Outgoing_demo";

const OUTGOING_TWIML =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Dial answerOnBridge="true" callerId="+815031234567" timeout="60"><Number>+819059876543</Number></Dial></Response>';
const FALLBACK_TWIML =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  <!-- Where no function answers, somebody must say so. -->\n  <Say language="ja-JP" voice="Polly.Mizuki">ただいま電話に出ることができません。しばらくしてから、もう一度おかけ直しください。</Say>\n  <Pause length="1"/>\n  <Say>We cannot take your call at the moment. Please call again later &amp; thank you.</Say>\n  <Hangup/>\n</Response>';
const BROKEN_TWIML = '<Response><Say>Press 1 < 2 & hold<Dial timeout="20><Client>DeviceId_0001</Dial></Response';

const signal = (atMs, way, type, payload = {}) => ({ atMs, kind: "signal", way, type, payload });
const note = (atMs, text) => ({ atMs, kind: "note", text });
const verb = (atMs, name, text) => ({ atMs, kind: "verb", verb: name, text });
const fault = (atMs, code, message, severity = "error") => ({ atMs, kind: "fault", code, severity, message, link: `https://www.twilio.com/docs/api/errors/${code}` });

function request(atMs, purpose, url, answer, parameters = []) {
  const signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";
  const given = [["CallSid", "CA5f0e2a9b7c6d4e3f2a1b0c9d8e7f6a5b"], ["AccountSid", "AC00000000000000000000000000000000"], ["ApiVersion", "2010-04-01"], ...parameters];
  return { atMs, kind: "request", purpose, method: "POST", url, parameters: given, signature, milliseconds: 12.34, status: 200, contentType: "application/xml", body: null, ...answer };
}

function call(sid, startedAtMs, facts, steps) {
  const blank = { parentSid: null, direction: "inbound", status: "completed", answeredAtMs: null, endedAtMs: null, sound: null, digits: "" };
  return { sid: `CA${sid.padEnd(32, "0")}`, startedAtMs, ...blank, ...facts, steps };
}

const sdp = "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000";

function talkingPair(now) {
  const from = "client:DeviceId_0001";
  const to = "+819059876543";
  const at = now - 64_000;
  const parent = call("5f0e2a9b7c", at, { from, to, status: "in-progress", answeredAtMs: at + 4210, digits: "5#7*", sound: { packetsReceived: 2981, packetsSent: 2990, energyReceived: 1.72, connected: true } }, [
    signal(at + 3, "in", "invite", { callsid: "", sdp, twilio: { params: "To=%2B819059876543&answerOnBridge=true" } }),
    request(at + 6, "voice", VOICE, { body: OUTGOING_TWIML }, [["From", from], ["To", to], ["Direction", "inbound"], ["CallStatus", "ringing"], ["answerOnBridge", "true"]]),
    verb(at + 21, "Dial", "rings +819059876543 for up to 60 s, as +815031234567"),
    signal(at + 25, "out", "ringing", { callsid: "CA5f0e2a9b7c", sdp: null }),
    signal(at + 4212, "out", "answer", { callsid: "CA5f0e2a9b7c", sdp }),
    note(at + 4390, "Sound is connected."),
    signal(at + 12_020, "in", "dtmf", { dtmf: "5" }),
    signal(at + 12_511, "in", "dtmf", { dtmf: "#" }),
    signal(at + 14_870, "in", "dtmf", { dtmf: "7" }),
    signal(at + 15_330, "in", "dtmf", { dtmf: "*" }),
  ]);
  const child = call("77aa10c3de", at + 22, { parentSid: parent.sid, direction: "outbound-dial", from: "+815031234567", to, status: "in-progress", answeredAtMs: at + 4200, sound: { packetsReceived: 2990, packetsSent: 2981, energyReceived: 0.93, connected: true } }, [
    signal(at + 23, "out", "ringing", { from: "+815031234567", to }),
    request(at + 30, "status callback", "http://127.0.0.1:8787/status?event=ringing", { status: 204, contentType: null, milliseconds: 3.2 }),
    signal(at + 4200, "in", "answer", { sdp }),
    signal(at + 4205, "out", "sound"),
  ]);
  return [child, parent];
}

function fallbackCall(at) {
  return call("fa11bac400", at, { from: "+819059876543", to: "+815031234567", answeredAtMs: at + 15_080, endedAtMs: at + 31_000 }, [
    signal(at + 1, "in", "dial", { to: "+815031234567" }),
    request(at + 2, "voice", "http://127.0.0.1:8787/twilio/Incoming_demo", { status: 503, contentType: "application/json", body: '{"message":"Service Unavailable"}', milliseconds: 15_012 }),
    fault(at + 15_020, 11200, "the server answered http://127.0.0.1:8787/twilio/Incoming_demo with status 503"),
    request(at + 15_021, "fallback", "http://127.0.0.1:8787/fallback", { body: FALLBACK_TWIML }, [["ErrorCode", "11200"], ["ErrorUrl", "http://127.0.0.1:8787/twilio/Incoming_demo"]]),
    verb(at + 15_090, "Say", "“ただいま電話に出ることができません。しばらくしてから、もう一度おかけ直しください。”"),
    signal(at + 15_095, "out", "say", { say: 1, language: "ja-JP", text: "ただいま電話に出ることができません。" }),
    signal(at + 21_440, "in", "spoken", { say: 1 }),
    verb(at + 21_441, "Pause", "1 s"),
    verb(at + 30_900, "Hangup", ""),
    signal(at + 30_990, "out", "over", { reason: "hungUp" }),
  ]);
}

function brokenCall(at) {
  return call("bad0bad0", at, { from: '<img src="x" onerror="alert(1)">', to: "+815031234567", status: "failed", endedAtMs: at + 900 }, [
    request(at + 2, "voice", `https://example.com/${"very-long-path/".repeat(9)}?name=<script>alert(1)</script>`, { contentType: "text/html", body: BROKEN_TWIML }),
    fault(at + 40, 12300, "the content type is text/html, which is no TwiML", "warning"),
    fault(at + 41, 12100, "1:24: expected a name, found a blank"),
    { ...fault(at + 42, 99999, "a link that is none stays text"), link: "javascript:alert(1)" },
    request(at + 50, "fallback", "http://127.0.0.1:9/nobody", { status: null, contentType: null, milliseconds: 0.6 }),
    fault(at + 51, 11205, "nobody answers at 127.0.0.1:9"),
  ]);
}

/** Many short steps: how a long call reads. */
function longCall(at) {
  const steps = Array.from({ length: 50 }, (_, turn) => signal(at + turn * 1370, turn % 3 === 0 ? "out" : "in", turn % 2 === 0 ? "dtmf" : "ack", { dtmf: String(turn % 10), messagetype: "user-defined-message" }));
  return call("10c6ca11", at, { from: "client:customer_0042", to: "", status: "no-answer", endedAtMs: at + 70_000 }, steps);
}

/** What the simulator tells in the middle of a day. */
export function journalOfToday(now = Date.now()) {
  const connection = (atMs, way, type, identity, payload = {}) => ({ atMs, way, type, identity, payload });
  return {
    clients: [{ identity: "DeviceId_0001", connections: 2 }, { identity: "顧客_0042", connections: 1 }],
    outsidePhones: [{ number: "+819059876543", anyNumber: true }, { number: "anonymous", anyNumber: false }],
    calls: [...talkingPair(now), fallbackCall(now - 400_000), brokenCall(now - 900_000), longCall(now - 4_000_000), ...talkingPair(START).map(ended)],
    connections: [
      connection(now - 9000, "in", "listen", null, { token: "(signed)", version: "1.6" }),
      connection(now - 8990, "out", "connected", "DeviceId_0001", { region: "simulator" }),
      connection(now - 8980, "in", "register", "DeviceId_0001", { media: { audio: true } }),
    ],
  };
}

export const EMPTY_JOURNAL = { clients: [], outsidePhones: [], calls: [], connections: [] };

function ended(call) {
  return { ...call, sid: call.sid.replace("CA", "CAe"), parentSid: call.parentSid?.replace("CA", "CAe") ?? null, status: "completed", endedAtMs: call.startedAtMs + 125_000 };
}
