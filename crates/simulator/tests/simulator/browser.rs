//! A browser's sound: a WebRTC peer on 127.0.0.1 that repeats one code of µ-law, and remembers which it hears.

use std::time::{Duration, Instant};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::{Codec, FormatParams},
    media::{Direction, Frequency, MediaKind, MediaTime, Mid, TelephoneEvent},
    net::{Protocol, Receive},
};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, oneshot, watch},
    time::{interval, sleep_until, timeout},
};

use crate::clock::PATIENCE;

/// What silence is in µ-law.
pub(crate) const SILENCE: u8 = 0xFF;

type Task = Box<dyn FnOnce(&mut Page) + Send>;

/// A handle of a browser.
pub(crate) struct Browser {
    tasks: mpsc::UnboundedSender<Task>,
    heard: watch::Receiver<Vec<u8>>,
}

/// What the browser's own task owns.
struct Page {
    rtc: Rtc,
    socket: UdpSocket,
    mid: Option<Mid>,
    pending: Option<SdpPendingOffer>,
    speaks: u8,
    key: Option<u8>,
    /// Not to be pressed before this moment of the clock.
    next_key: u64,
    /// Samples so far.
    clock: u64,
    heard: watch::Sender<Vec<u8>>,
}

impl Browser {
    /// A browser, and its offer.
    pub(crate) async fn offering() -> (Self, String) {
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
        (browser, offer)
    }

    /// A browser, and its answer.
    pub(crate) async fn answering(offer: &str) -> (Self, String) {
        let browser = Self::open().await;
        let offer = SdpOffer::from_sdp_string(offer).unwrap();
        let answer = browser
            .ask(|page| {
                page.mid = Some(offer.media_lines[0].mid());
                page.rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string()
            })
            .await;
        (browser, answer)
    }

    /// An offer that restarts ICE.
    pub(crate) async fn restart(&self) -> String {
        let offer = |page: &mut Page| {
            let mut change = page.rtc.sdp_api();
            change.ice_restart(true);
            let (offer, pending) = change.apply().unwrap();
            page.pending = Some(pending);
            offer.to_sdp_string()
        };
        self.ask(offer).await
    }

    async fn open() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut config = Rtc::builder().clear_codecs().enable_pcmu(true, false);
        let format = FormatParams::default();
        config.codec_config().add_config(126.into(), None, Codec::Tele, Frequency::EIGHT_KHZ, None, format);
        let mut rtc = config.build(Instant::now());
        rtc.add_local_candidate(Candidate::host(socket.local_addr().unwrap(), "udp").unwrap());
        let (heard, hears) = watch::channel(Vec::new());
        let page = Page {
            rtc,
            socket,
            mid: None,
            pending: None,
            speaks: SILENCE,
            key: None,
            next_key: 0,
            clock: 0,
            heard,
        };
        let (tasks, received) = mpsc::unbounded_channel();
        tokio::spawn(page.run(received));
        Self { tasks, heard: hears }
    }

    pub(crate) async fn accept(&self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.ask(|page| page.rtc.sdp_api().accept_answer(page.pending.take().unwrap(), answer).unwrap())
            .await;
    }

    /// Says nothing but `code` from now on.
    pub(crate) async fn speak(&self, code: u8) {
        self.ask(move |page| page.speaks = code).await;
    }

    /// Presses a key, by its event code, once it can be pressed.
    pub(crate) async fn press(&self, key: u8) {
        self.ask(move |page| page.key = Some(key)).await;
    }

    /// Waits for a packet of sound that fits, of those that come from now on.
    pub(crate) async fn hears(&self, what: &str, fits: impl Fn(&[u8]) -> bool) {
        let mut heard = self.heard.clone();
        heard.mark_unchanged();
        let coming = async {
            loop {
                heard.changed().await.unwrap();
                if fits(&heard.borrow_and_update()) {
                    return;
                }
            }
        };
        timeout(PATIENCE, coming).await.unwrap_or_else(|_| panic!("never heard {what}"));
    }

    /// Waits until nothing but `code` is heard.
    pub(crate) async fn hears_code(&self, code: u8) {
        self.hears(&format!("{code:#x}"), |packet| packet.iter().all(|heard| *heard == code)).await;
    }

    /// Waits until something is heard.
    pub(crate) async fn hears_something(&self) {
        self.hears("anything", |packet| packet.iter().any(|code| !matches!(code, 0xFF | 0x7F))).await;
    }

    async fn ask<T: Send + 'static>(&self, task: impl FnOnce(&mut Page) -> T + Send + 'static) -> T {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |page| drop(reply.send(task(page))));
        self.tasks.send(task).unwrap_or_else(|_| panic!("the browser has stopped"));
        answer.await.unwrap()
    }
}

impl Page {
    /// Runs until the browser is dropped.
    async fn run(mut self, mut tasks: mpsc::UnboundedReceiver<Task>) {
        let mut buffer = [0; 2000];
        let local = self.socket.local_addr().unwrap();
        let mut ticks = interval(Duration::from_millis(20));
        loop {
            let deadline = self.drain().await;
            tokio::select! {
                task = tasks.recv() => match task {
                    Some(task) => task(&mut self),
                    None => return,
                },
                Ok((length, source)) = self.socket.recv_from(&mut buffer) => {
                    let packet = Receive::new(Protocol::Udp, source, local, &buffer[..length]).unwrap();
                    self.rtc.handle_input(Input::Receive(Instant::now(), packet)).unwrap();
                }
                () = sleep_until(deadline.into()) => {
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
                Output::Event(Event::MediaData(packet)) => {
                    self.heard.send_replace(packet.data.to_vec());
                }
                Output::Event(_) => {}
            }
        }
    }

    fn say_frame(&mut self) {
        let connected = self.mid.filter(|_| self.rtc.is_connected());
        let Some(writer) = connected.and_then(|mid| self.rtc.writer(mid)) else { return };
        let writer = match self.key.take_if(|_| self.clock >= self.next_key) {
            Some(event) => {
                // The key's 100 ms, and a pause.
                self.next_key = self.clock + 2000;
                writer.telephone_event(TelephoneEvent {
                    event,
                    end: true,
                    volume: 10,
                    duration: Duration::from_millis(100),
                })
            }
            None => writer,
        };
        let clock = MediaTime::new(self.clock, Frequency::EIGHT_KHZ);
        writer.write(0.into(), Instant::now(), clock, vec![self.speaks; 160]).unwrap();
        self.clock += 160;
    }
}
