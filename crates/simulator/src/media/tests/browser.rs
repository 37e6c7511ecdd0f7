//! A browser's part of a leg: a WebRTC peer on 127.0.0.1 that speaks a steady tone and keeps what it hears.

use std::time::{Duration, Instant};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::{Codec, FormatParams},
    media::{Direction, Frequency, MediaData, MediaKind, MediaTime, Mid, TelephoneEvent},
    net::{Protocol, Receive},
};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time,
};

use crate::media::{
    mulaw::{self, SAMPLE_RATE},
    tone::linear,
};

type Task = Box<dyn FnOnce(&mut Page) + Send>;

/// A handle of a browser. It goes on when this is dropped, and stops without a word when it [vanishes](Self::vanish).
pub(super) struct Browser {
    tasks: mpsc::UnboundedSender<Task>,
    running: JoinHandle<()>,
}

/// What the browser's own task owns.
struct Page {
    rtc: Rtc,
    socket: UdpSocket,
    mid: Option<Mid>,
    pending: Option<SdpPendingOffer>,
    /// In Hz.
    tone: Option<u32>,
    key: Option<u8>,
    samples_sent: u32,
    heard: Vec<MediaData>,
    closed: bool,
}

impl Browser {
    /// Returns a browser, and its offer.
    pub(super) async fn offering() -> (Self, String) {
        let browser = Self::open().await;
        let offer = browser
            .ask(|page| {
                let mut change = page.rtc.sdp_api();
                page.mid = Some(change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None));
                let (offer, pending) = change.apply().unwrap();
                page.pending = Some(pending);
                offer.to_sdp_string()
            })
            .await;
        (browser, without_candidates(&offer))
    }

    /// Returns a browser, and its answer.
    pub(super) async fn answering(offer: &str) -> (Self, String) {
        let browser = Self::open().await;
        let offer = SdpOffer::from_sdp_string(offer).unwrap();
        let answer = browser
            .ask(|page| {
                page.mid = Some(offer.media_lines[0].mid());
                page.rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string()
            })
            .await;
        (browser, without_candidates(&answer))
    }

    async fn open() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut config = Rtc::builder().clear_codecs().enable_opus(true, false).enable_pcmu(true, false);
        let format = FormatParams::default();
        config.codec_config().add_config(126.into(), None, Codec::Tele, Frequency::EIGHT_KHZ, None, format);
        let mut rtc = config.build(Instant::now());
        rtc.add_local_candidate(Candidate::host(socket.local_addr().unwrap(), "udp").unwrap());
        let page = Page {
            rtc,
            socket,
            mid: None,
            pending: None,
            tone: None,
            key: None,
            samples_sent: 0,
            heard: Vec::new(),
            closed: false,
        };
        let (tasks, received) = mpsc::unbounded_channel();
        Self { tasks, running: tokio::spawn(page.run(received)) }
    }

    /// Takes the answer. Returns whether it is connected at that moment: if it was, then the answer has changed nothing.
    pub(super) async fn accept(&self, answer: &str) -> bool {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.ask(|page| {
            page.rtc.sdp_api().accept_answer(page.pending.take().unwrap(), answer).unwrap();
            page.rtc.is_connected()
        })
        .await
    }

    /// Returns an offer with new ICE credentials.
    pub(super) async fn restart(&self) -> String {
        let offer = self
            .ask(|page| {
                let mut change = page.rtc.sdp_api();
                change.ice_restart(true);
                let (offer, pending) = change.apply().unwrap();
                page.pending = Some(pending);
                offer.to_sdp_string()
            })
            .await;
        without_candidates(&offer)
    }

    /// Speaks a tone, in Hz, instead of silence.
    pub(super) async fn speak(&self, tone: u32) {
        self.ask(move |page| page.tone = Some(tone)).await;
    }

    /// Presses a key, by its event code, for 100 ms, and waits until it can press the next.
    pub(super) async fn press(&self, key: u8) {
        self.ask(move |page| page.key = Some(key)).await;
        time::sleep(Duration::from_millis(250)).await;
    }

    /// Listens for some time. Returns the packets that came.
    pub(super) async fn listen(&self, duration: Duration) -> Vec<MediaData> {
        self.ask(|page| page.heard.clear()).await;
        time::sleep(duration).await;
        self.ask(|page| std::mem::take(&mut page.heard)).await
    }

    /// Listens for some time. Returns the linear samples of what was heard.
    pub(super) async fn hear(&self, duration: Duration) -> Vec<i16> {
        let packets = self.listen(duration).await;
        packets.iter().flat_map(|packet| packet.data.iter()).map(|code| mulaw::decode(*code)).collect()
    }

    pub(super) async fn is_connected(&self) -> bool {
        self.ask(|page| page.rtc.is_connected()).await
    }

    /// The other side has said that it is over.
    pub(super) async fn is_closed(&self) -> bool {
        self.ask(|page| page.closed).await
    }

    /// Stops, as a machine does that is switched off.
    pub(super) fn vanish(self) {
        self.running.abort();
    }

    async fn ask<T: Send + 'static>(&self, task: impl FnOnce(&mut Page) -> T + Send + 'static) -> T {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |page| drop(reply.send(task(page))));
        self.tasks.send(task).unwrap_or_else(|_| panic!("the browser has stopped"));
        answer.await.unwrap()
    }
}

impl Page {
    async fn run(mut self, mut tasks: mpsc::UnboundedReceiver<Task>) {
        let mut buffer = [0; 2000];
        let local = self.socket.local_addr().unwrap();
        let mut ticks = time::interval(Duration::from_millis(20));
        loop {
            let deadline = self.drain().await;
            tokio::select! {
                Some(task) = tasks.recv() => task(&mut self),
                Ok((length, source)) = self.socket.recv_from(&mut buffer) => {
                    let packet = Receive::new(Protocol::Udp, source, local, &buffer[..length]).unwrap();
                    self.rtc.handle_input(Input::Receive(Instant::now(), packet)).unwrap();
                }
                () = time::sleep_until(deadline.into()) => {
                    self.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
                }
                _ = ticks.tick() => self.say_frame(),
            }
        }
    }

    async fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(deadline) => return deadline,
                Output::Transmit(packet) => {
                    // From 127.0.0.1 no other address of this machine is reached.
                    let _ = self.socket.send_to(&packet.contents, packet.destination).await;
                }
                Output::Event(Event::MediaData(packet)) => self.heard.push(packet),
                Output::Event(Event::Closed) => self.closed = true,
                Output::Event(_) => {}
            }
        }
    }

    fn say_frame(&mut self) {
        let clock = MediaTime::new(u64::from(self.samples_sent), Frequency::EIGHT_KHZ);
        let frame: Vec<u8> =
            (self.samples_sent..self.samples_sent + 160).map(|at| self.code_at(at)).collect();
        let Some(writer) = self.mid.filter(|_| self.rtc.is_connected()).and_then(|mid| self.rtc.writer(mid))
        else {
            return;
        };
        let writer = match self.key.take() {
            Some(event) => writer.telephone_event(TelephoneEvent {
                event,
                end: true,
                volume: 10,
                duration: Duration::from_millis(100),
            }),
            None => writer,
        };
        writer.write(0.into(), Instant::now(), clock, frame).unwrap();
        self.samples_sent += 160;
    }

    fn code_at(&self, sample: u32) -> u8 {
        let turns = f64::from(self.tone.unwrap_or(0)) * f64::from(sample) / f64::from(SAMPLE_RATE);
        mulaw::encode(linear((turns * std::f64::consts::TAU).sin() * 0.3))
    }
}

/// A browser that hides its addresses puts none into its descriptions.
fn without_candidates(sdp: &str) -> String {
    sdp.split_inclusive("\r\n").filter(|line| !line.starts_with("a=candidate:")).collect()
}
