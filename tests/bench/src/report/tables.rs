//! A report as Markdown, for a terminal and for a page alike.

use std::fmt::Write;

use super::{Figures, Report, targets};
use crate::{
    contestant::{Directory, Kind},
    question::Function,
};

/// Returns all tables.
pub(crate) fn tables(report: &Report) -> String {
    let mut text = String::new();
    write(&mut text, report).expect("writing to a string does not fail");
    text
}

fn write(text: &mut String, report: &Report) -> std::fmt::Result {
    let machine = &report.machine;
    writeln!(
        text,
        "{} processors of {}, Linux {}. Medians of {} cold starts; {} warm answers.",
        machine.processors,
        machine.processor,
        machine.kernel,
        report.effort.cold_starts,
        report.effort.warm_answers,
    )?;
    for (directory, title) in
        [(Directory::File, "Without DynamoDB"), (Directory::Table, "With DynamoDB over TLS")]
    {
        writeln!(text, "\n### {title}\n")?;
        writeln!(
            text,
            "| | first poll, ms | first answer, ms | cold start, ms | its CPU, ms | first answer at 128 MB, ms | warm p50, µs | p99, µs | CPU, µs | instructions | peak memory, MiB |"
        )?;
        writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for function in Function::ALL {
            for kind in Kind::ALL {
                row(text, report.of(kind, function, directory))?;
            }
        }
    }
    packages(text, report)?;
    reached(text, report)?;
    growth(text, report)?;
    page(text, report)
}

fn row(text: &mut String, figures: &Figures) -> std::fmt::Result {
    let share = figures.first_answer_at_128_mb_ms;
    let instructions = figures.instructions_per_answer;
    writeln!(
        text,
        "| {} {} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {:.0} | {:.0} | {:.0} | {} | {:.1} |",
        figures.kind.title(),
        figures.function.name(),
        figures.first_poll_ms.median,
        figures.first_answer_ms.median,
        figures.cold_start_ms.median,
        figures.cold_start_cpu_ms.median,
        share.map_or_else(String::new, |share| format!("{:.2}", share.median)),
        figures.warm_p50_us,
        figures.warm_p99_us,
        figures.cpu_per_answer_us,
        instructions.map_or_else(String::new, |instructions| instructions.to_string()),
        figures.peak_memory_mib.median,
    )
}

fn packages(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "\n### Packages\n\n| | zip, MB |\n|---|--:|")?;
    for package in &report.packages {
        let function = package.function.map_or("all three", Function::name);
        writeln!(text, "| {} {function} | {:.2} |", package.kind.title(), package.zip_mb)?;
    }
    Ok(())
}

fn reached(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "\n### What was to be reached\n\n| | at most | reached | |\n|---|--:|--:|---|")?;
    for target in targets(report) {
        let verdict = if target.reached <= target.at_most { "yes" } else { "**no**" };
        writeln!(text, "| {} | {:.4} | {:.4} | {verdict} |", target.name, target.at_most, target.reached)?;
    }
    Ok(())
}

fn growth(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "\n### A look-up, by the numbers in the table\n")?;
    writeln!(text, "| numbers | answer p50, µs | p99, µs | CPU, µs |\n|--:|--:|--:|--:|")?;
    for look_ups in &report.look_ups {
        let crate::growth::directory::LookUps { numbers, answer_p50_us, answer_p99_us, cpu_us } = look_ups;
        writeln!(text, "| {numbers} | {answer_p50_us:.0} | {answer_p99_us:.0} | {cpu_us:.0} |")?;
    }
    writeln!(text, "\n### Environments at once, on this machine's processors\n")?;
    writeln!(text, "| | environments | answers a second | p50, µs | p99, µs | memory of their own, MiB |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|")?;
    for together in &report.environments {
        writeln!(
            text,
            "| {} | {} | {:.0} | {:.0} | {:.0} | {:.0} |",
            together.function,
            together.environments,
            together.answers_per_second,
            together.p50_us,
            together.p99_us,
            together.own_memory_mib,
        )?;
    }
    Ok(())
}

/// Each figure that the browser's part of the report has under a name.
fn page(text: &mut String, report: &Report) -> std::fmt::Result {
    let Some(page) = report.page.as_ref().and_then(|page| page["page"].as_object()) else { return Ok(()) };
    writeln!(text, "\n### The page\n\n| | median | least | most |\n|---|--:|--:|--:|")?;
    for (name, figure) in page {
        if let (Some(median), Some(min), Some(max)) =
            (figure["median"].as_f64(), figure["min"].as_f64(), figure["max"].as_f64())
        {
            writeln!(text, "| {} | {median:.0} | {min:.0} | {max:.0} |", name.replace('_', " "))?;
        }
    }
    let bundle = &page["bundle"];
    for name in ["total_bytes", "gzip_bytes", "brotli_bytes"] {
        if let Some(bytes) = bundle[name].as_u64() {
            writeln!(text, "| bundle, {} | {bytes} | | |", name.replace('_', " "))?;
        }
    }
    Ok(())
}
