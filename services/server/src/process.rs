//! What the system says of this process, under the names that Prometheus has for it. Nothing where there is no `/proc`.

use std::{collections::HashMap, fmt::Write, fs, io};

/// Ticks of the clock in a second in `/proc`: so on every machine that Linux runs on.
const TICKS: f64 = 100.0;

/// Returns the metrics of the process as text.
pub(super) fn render() -> String {
    read().unwrap_or_default()
}

fn read() -> io::Result<String> {
    let mut out = String::new();
    let mut say = |name: &str, kind: &str, help: &str, value: f64| {
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n\n"
        );
    };
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in brackets, may hold spaces; the third field is behind it.
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .into_iter()
        .flat_map(str::split_whitespace)
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    let field = |number: usize| fields.get(number - 3).copied().unwrap_or_default();
    let status = fs::read_to_string("/proc/self/status")?;
    let status = table(&status);
    let machine = fs::read_to_string("/proc/stat")?;
    let booted = machine
        .lines()
        .find_map(|line| line.strip_prefix("btime ")?.parse::<f64>().ok());
    let limits = fs::read_to_string("/proc/self/limits")?;
    let most_files = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());

    let cpu = (field(14) + field(15)) / TICKS;
    say(
        "process_cpu_seconds_total",
        "counter",
        "Time of the processor that was used, in user mode and in the system.",
        cpu,
    );
    for (name, key, help) in [
        (
            "process_resident_memory_bytes",
            "VmRSS",
            "Memory in use, without what is swapped out.",
        ),
        (
            "process_virtual_memory_bytes",
            "VmSize",
            "Memory that was asked for, used or not.",
        ),
    ] {
        say(
            name,
            "gauge",
            help,
            status.get(key).copied().unwrap_or_default() * 1024.0,
        );
    }
    say(
        "process_threads",
        "gauge",
        "Threads.",
        status.get("Threads").copied().unwrap_or_default(),
    );
    let open = fs::read_dir("/proc/self/fd")?.count();
    say(
        "process_open_fds",
        "gauge",
        "Open files and sockets.",
        f64::from(u32::try_from(open).unwrap_or(u32::MAX)),
    );
    if let Some(most) = most_files {
        say(
            "process_max_fds",
            "gauge",
            "The most files and sockets that may be open.",
            most,
        );
    }
    if let Some(booted) = booted {
        say(
            "process_start_time_seconds",
            "gauge",
            "When the process started, in seconds since 1970.",
            booted + field(22) / TICKS,
        );
    }
    Ok(out)
}

/// Returns the numbers of lines such as `VmRSS:   1234 kB`.
fn table(text: &str) -> HashMap<&str, f64> {
    text.lines()
        .filter_map(|line| {
            let (key, rest) = line.split_once(':')?;
            Some((key, rest.split_whitespace().next()?.parse().ok()?))
        })
        .collect()
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_described() {
        let text = render();
        let values = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let (name, value) = line.split_once(' ')?;
                Some((name, value.parse::<f64>().ok()?))
            })
            .collect::<HashMap<_, _>>();
        assert_eq!(values.len(), 7, "{text}");
        assert!(values["process_resident_memory_bytes"] > 1e6, "{text}");
        assert!(values["process_open_fds"] >= 3.0, "{text}");
        // After 2020.
        assert!(values["process_start_time_seconds"] > 1.577e9, "{text}");
        assert!(values["process_max_fds"] >= values["process_open_fds"]);
    }
}
