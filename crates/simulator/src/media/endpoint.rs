//! The task that carries one leg: it owns the WebRTC peer and its sockets, and is told what to do by handles.

use std::time::{Duration, Instant};

use str0m::{
    Event, IceConnectionState, Input, Output, Rtc, RtcError,
    change::SdpPendingOffer,
    format::Codec,
    media::Mid,
    net::{Protocol, Receive},
    rtp::{RtpPacket, RtpWrite},
};
use tokio::{
    sync::{
        broadcast,
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        oneshot, watch,
    },
    time,
};

use super::{
    Begun, MediaError, MediaEvent, MediaLeg, Sound,
    digits::DigitReader,
    hearing::{Heard, Hearing, Voice},
    mulaw::{self, FRAME_DURATION, FRAME_SAMPLES},
    negotiation,
    sockets::Sockets,
};

/// How many packets of one side wait for the other before the oldest is dropped: 80 ms, about what a network's own jitter
/// buffer holds. More would be heard as delay.
const WAITING_PACKETS: usize = 4;

/// What a handle tells the task.
pub(super) enum Command {
    AcceptAnswer(String, oneshot::Sender<Result<(), MediaError>>),
    Renegotiate(String, oneshot::Sender<Result<String, MediaError>>),
    Hear(Heard),
    Digits(String),
    Close,
}

pub(super) struct Endpoint {
    rtc: Rtc,
    sockets: Sockets,
    /// The one media line, once there is one.
    mid: Option<Mid>,
    /// An offer of ours that waits for its answer.
    pending: Option<(SdpPendingOffer, Mid)>,
    hearing: Hearing,
    digits: DigitReader,
    events: UnboundedSender<MediaEvent>,
    sound: watch::Sender<Sound>,
    voice: broadcast::Sender<Voice>,
    /// The RTP clock of what is sent.
    timestamp: u32,
    last_packet: Instant,
    lost_after: Duration,
}

impl Endpoint {
    pub(super) async fn answering(offer: &str, lost_after: Duration) -> Result<Begun, MediaError> {
        let (mut endpoint, leg, commands, events) = Self::new(lost_after).await?;
        let (answer, mid) = negotiation::answer(&mut endpoint.rtc, offer)?;
        endpoint.mid = Some(mid);
        tokio::spawn(endpoint.run(commands));
        Ok((leg, answer, events))
    }

    pub(super) async fn offering(lost_after: Duration) -> Result<Begun, MediaError> {
        let (mut endpoint, leg, commands, events) = Self::new(lost_after).await?;
        let (offer, pending) = negotiation::offer(&mut endpoint.rtc);
        endpoint.mid = Some(pending.1);
        endpoint.pending = Some(pending);
        tokio::spawn(endpoint.run(commands));
        Ok((leg, offer, events))
    }

    async fn new(
        lost_after: Duration,
    ) -> Result<(Self, MediaLeg, UnboundedReceiver<Command>, UnboundedReceiver<MediaEvent>), MediaError> {
        let sockets = Sockets::bind().await.map_err(MediaError::Sockets)?;
        let rtc = negotiation::peer(sockets.addresses())?;
        let (commands_sender, commands) = mpsc::unbounded_channel();
        let (events, events_receiver) = mpsc::unbounded_channel();
        let (sound, sound_receiver) = watch::channel(Sound::default());
        let voice = broadcast::Sender::new(WAITING_PACKETS);
        let leg = MediaLeg { commands: commands_sender, sound: sound_receiver, voice: voice.clone() };
        let endpoint = Self {
            rtc,
            sockets,
            mid: None,
            pending: None,
            hearing: Hearing::new(),
            digits: DigitReader::default(),
            events,
            sound,
            voice,
            timestamp: 0,
            last_packet: Instant::now(),
            lost_after,
        };
        Ok((endpoint, leg, commands, events_receiver))
    }

    /// Carries the leg until it is closed, or the browser ends it.
    async fn run(mut self, mut commands: UnboundedReceiver<Command>) {
        if self.carry(&mut commands).await.is_err() || !self.rtc.is_alive() {
            self.lose();
        }
    }

    async fn carry(&mut self, commands: &mut UnboundedReceiver<Command>) -> Result<(), RtcError> {
        // A tick that comes late is made up for, so that as many frames are sent as time has passed.
        let mut ticks = time::interval(FRAME_DURATION);
        while self.rtc.is_alive() {
            // The peer takes one change at a time, and wants to be asked for everything that follows from it.
            let deadline = self.drain().await?;
            tokio::select! {
                command = commands.recv() => {
                    if !command.is_some_and(|command| self.obey(command)) {
                        return self.close().await;
                    }
                }
                packet = self.sockets.receive() => {
                    let received =
                        Receive::new(Protocol::Udp, packet.source, packet.destination, packet.bytes);
                    // What is no packet of this call has come to the port by mistake.
                    if let Ok(received) = received {
                        let input = Input::Receive(Instant::now(), received);
                        if self.rtc.accepts(&input) {
                            self.rtc.handle_input(input)?;
                        }
                    }
                }
                () = time::sleep_until(deadline.into()) => self.rtc.handle_input(Input::Timeout(Instant::now()))?,
                _ = ticks.tick() => self.send_frame(),
            }
        }
        Ok(())
    }

    /// Sends what the peer has to send and heeds what it reports. Returns when it wants to be asked again.
    async fn drain(&mut self) -> Result<Instant, RtcError> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(deadline) => return Ok(deadline),
                Output::Transmit(packet) => {
                    self.sockets.send(packet.source, packet.destination, &packet.contents).await;
                }
                Output::Event(event) => self.heed(event),
            }
        }
    }

    fn heed(&mut self, event: Event) {
        match event {
            Event::Connected => self.connect(),
            Event::RtpPacket(packet) => self.receive(&packet),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => self.lose(),
            _ => {}
        }
    }

    fn connect(&mut self) {
        self.last_packet = Instant::now();
        self.sound.send_modify(|sound| sound.connected = true);
        self.report(MediaEvent::Connected);
    }

    fn receive(&mut self, packet: &RtpPacket) {
        self.last_packet = Instant::now();
        self.sound.send_modify(|sound| {
            sound.packets_received += 1;
            sound.connected = true;
        });
        match negotiation::codec_of(&self.rtc, packet.header.payload_type) {
            Some(Codec::PCMU) => {
                let energy = mulaw::energy(&packet.payload);
                self.sound.send_modify(|sound| sound.energy_received += energy);
                // Nobody may be listening.
                let _ = self.voice.send(packet.payload.clone());
            }
            Some(Codec::Tele) => {
                if let Some(digit) = self.digits.read(packet.header.timestamp, &packet.payload) {
                    self.report(MediaEvent::Digit(digit));
                }
            }
            _ => {}
        }
    }

    /// Sends the next 20 ms, once there is somebody to send it to.
    fn send_frame(&mut self) {
        if !self.sound.borrow().connected {
            return;
        }
        if self.last_packet.elapsed() > self.lost_after {
            self.lose();
            return;
        }
        let Some(mid) = self.mid else { return };
        let Some(payload_type) = negotiation::sound_payload(&self.rtc, mid) else { return };
        let sent = self.sound.borrow().packets_sent;
        let frame = self.hearing.next_frame();
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
            stream.write_rtp(RtpWrite::new(payload_type, sent.into(), self.timestamp, Instant::now(), frame));
            self.timestamp = self.timestamp.wrapping_add(FRAME_SAMPLES);
            self.sound.send_modify(|sound| sound.packets_sent += 1);
        }
    }

    /// Does as it is told. Returns whether the leg goes on.
    fn obey(&mut self, command: Command) -> bool {
        match command {
            Command::AcceptAnswer(answer, reply) => {
                let accepted = match self.pending.take() {
                    Some(pending) => negotiation::accept_answer(&mut self.rtc, pending, &answer),
                    None => Err(MediaError::NothingOffered),
                };
                let _ = reply.send(accepted);
            }
            Command::Renegotiate(offer, reply) => {
                let _ = reply.send(negotiation::answer(&mut self.rtc, &offer).map(|(answer, _)| answer));
            }
            Command::Hear(heard) => self.hearing.hear(heard),
            Command::Digits(digits) => self.hearing.add_digits(&digits),
            Command::Close => return false,
        }
        true
    }

    async fn close(&mut self) -> Result<(), RtcError> {
        self.sound.send_modify(|sound| sound.connected = false);
        self.rtc.close()?;
        self.drain().await.map(|_| ())
    }

    /// Reports the browser's going, once.
    fn lose(&mut self) {
        let was_connected = self.sound.send_if_modified(|sound| std::mem::take(&mut sound.connected));
        if was_connected {
            self.report(MediaEvent::Lost);
        }
    }

    /// Whoever began the leg may have stopped listening.
    fn report(&self, event: MediaEvent) {
        let _ = self.events.send(event);
    }
}
