//! Digits that a browser sends, as [RFC 4733](https://www.rfc-editor.org/rfc/rfc4733) telephone events.

/// The keys by their event codes ([RFC 4733, 3.2](https://www.rfc-editor.org/rfc/rfc4733#section-3.2)).
const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

/// Reads each digit once.
///
/// A key that is held gives a packet every 20 ms or so, and its last one comes three times. All of them bear the RTP timestamp
/// of its begin.
#[derive(Debug, Default)]
pub(super) struct DigitReader {
    last_timestamp: Option<u32>,
}

impl DigitReader {
    /// Returns the digit that begins with a packet, if one does.
    pub(super) fn read(&mut self, timestamp: u32, payload: &[u8]) -> Option<char> {
        let key = KEYS.get(usize::from(*payload.first()?)).copied()?;
        // A packet that was overtaken belongs to a digit that has been read already. Timestamps wrap around.
        if self.last_timestamp.is_some_and(|last| timestamp.wrapping_sub(last).cast_signed() <= 0) {
            return None;
        }
        self.last_timestamp = Some(timestamp);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet of a key: bit 7 of the second byte marks its end.
    fn packet(event: u8, end: bool) -> [u8; 4] {
        [event, if end { 0x8A } else { 0x0A }, 3, 32]
    }

    #[test]
    fn a_digit_is_read_once() {
        let mut reader = DigitReader::default();
        assert_eq!(reader.read(8000, &packet(5, false)), Some('5'));
        assert_eq!(reader.read(8000, &packet(5, false)), None);
        for _ in 0..3 {
            assert_eq!(reader.read(8000, &packet(5, true)), None);
        }
        // The same key again.
        assert_eq!(reader.read(9600, &packet(5, false)), Some('5'));
        // Its predecessor's end, overtaken.
        assert_eq!(reader.read(8000, &packet(5, true)), None);
    }

    #[test]
    fn a_digit_whose_begin_is_lost_is_read_at_its_end() {
        let mut reader = DigitReader::default();
        assert_eq!(reader.read(8000, &packet(11, true)), Some('#'));
        assert_eq!(reader.read(8000, &packet(11, true)), None);
    }

    #[test]
    fn the_clock_may_wrap_around_between_two_digits() {
        let mut reader = DigitReader::default();
        assert_eq!(reader.read(u32::MAX - 100, &packet(10, false)), Some('*'));
        assert_eq!(reader.read(1500, &packet(0, false)), Some('0'));
    }

    #[test]
    fn what_is_no_key_is_no_digit() {
        let mut reader = DigitReader::default();
        // 16 is a hook flash.
        assert_eq!(reader.read(8000, &packet(16, false)), None);
        assert_eq!(reader.read(8000, &[]), None);
    }
}
