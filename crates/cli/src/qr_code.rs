//! A QR code of characters, for a terminal.

use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};

/// Black on white, whatever the terminal's own colours are: a camera reads no inverted code.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const OWN_COLOURS: &str = "\u{1b}[0m";

/// Returns `text` as lines that a telephone's camera reads, or `None` for a text that no code can hold.
///
/// A line of characters is two rows of the code. In a terminal each line sets its own colours.
pub(crate) fn draw(text: &str, in_terminal: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let lines = code.render::<Dense1x2>().build();
    let (before, after) = if in_terminal { (BLACK_ON_WHITE, OWN_COLOURS) } else { ("", "") };
    let lines: Vec<_> = lines.lines().map(|line| format!("{before}{line}{after}")).collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pairing_link_fits_a_terminal_of_80_by_40() {
        let link =
            format!("https://phone.switchboard.example.com/#number=%2B815031234567&key={}", "x".repeat(43));
        let drawn = draw(&link, false).unwrap();
        assert!(drawn.lines().count() <= 30, "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() <= 60), "{drawn}");
    }

    #[test]
    fn each_line_in_a_terminal_brings_its_colours_and_gives_them_back() {
        let drawn = draw("a", true).unwrap();
        assert!(drawn.lines().all(|line| line.starts_with(BLACK_ON_WHITE) && line.ends_with(OWN_COLOURS)));
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert_eq!(draw(&"x".repeat(4000), false), None);
    }
}
