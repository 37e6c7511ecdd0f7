//! The cold starts as bars, on a scale on which each step is ten times the one before.

use std::fmt::Write;

use super::Report;
use crate::{
    contestant::{Directory, Kind},
    question::Function,
};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 80.0;
const TOP: f64 = 64.0;
const BAR: f64 = 13.0;
const GROUP_GAP: f64 = 16.0;
/// The scale, in milliseconds.
const LEAST: f64 = 1.0;
const MOST: f64 = 10_000.0;

/// Returns a picture, as SVG, of how long each contestant takes from its process's start to its first answer.
pub(crate) fn chart(report: &Report) -> String {
    let mut bars = String::new();
    let bottom = draw(&mut bars, report).expect("writing to a string does not fail");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title id=\"title\">From a process's start to its first answer: Switchboard beside an empty function, Python and Node.js</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"600\">From a process's start to its first answer</text>\n\
         <text x=\"16\" y=\"44\" fill=\"#555\">milliseconds, median of {starts} cold starts; each line is ten times the one before</text>\n{bars}</svg>\n",
        height = bottom + 30.0,
        starts = report.effort.cold_starts,
    )
}

/// Draws all bars and the lines behind them. Returns where they end.
fn draw(svg: &mut String, report: &Report) -> Result<f64, std::fmt::Error> {
    let groups = Function::ALL.len() * 2;
    #[expect(clippy::cast_precision_loss, reason = "a few bars")]
    let bottom = TOP + groups as f64 * (Kind::ALL.len() as f64 * BAR + GROUP_GAP);
    for value in [1.0, 10.0, 100.0, 1_000.0, 10_000.0] {
        let at = x(value);
        writeln!(svg, "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#ddd\"/>")?;
        writeln!(
            svg,
            "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{value}</text>",
            bottom + 16.0
        )?;
    }
    let mut y = TOP;
    for (directory, title) in [(Directory::File, ""), (Directory::Table, ", with DynamoDB")] {
        for function in Function::ALL {
            for kind in Kind::ALL {
                let milliseconds = report.of(kind, function, directory).cold_start_ms.median;
                let end = x(milliseconds);
                let label = match kind {
                    Kind::Switchboard => format!("{}{title}", function.name()),
                    kind => kind.title().to_owned(),
                };
                let weight = if kind == Kind::Switchboard { 600 } else { 400 };
                writeln!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" font-weight=\"{weight}\">{label}</text>\
                     <rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\"/>\
                     <text x=\"{:.1}\" y=\"{:.1}\">{milliseconds:.1}</text>",
                    LEFT - 8.0,
                    y + BAR - 3.0,
                    y + 1.0,
                    end - LEFT,
                    BAR - 2.0,
                    colour(kind),
                    end + 5.0,
                    y + BAR - 3.0,
                )?;
                y += BAR;
            }
            y += GROUP_GAP;
        }
    }
    Ok(bottom)
}

fn x(milliseconds: f64) -> f64 {
    let part = (milliseconds.clamp(LEAST, MOST) / LEAST).log10() / (MOST / LEAST).log10();
    LEFT + part * (WIDTH - LEFT - RIGHT)
}

/// Told apart in grey too.
fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Switchboard => "#0b3d91",
        Kind::Empty => "#b8b8b8",
        Kind::Python => "#d98b00",
        Kind::Nodejs => "#4c9a52",
    }
}
