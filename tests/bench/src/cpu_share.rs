//! The share of a processor that Lambda gives to a function of little memory.
//!
//! [A function of 1,769 MB has one processor](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html), of less
//! memory a part of it. A start has all of one; from the first event on, the share counts. Linux's control groups can do the
//! same to a process here: <https://docs.kernel.org/scheduler/sched-bwc.html>. They need root.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

/// The memory with which a function has a whole processor, in MB.
const WHOLE_PROCESSOR_MB: u32 = 1769;

/// How often a share is dealt out. AWS does not say. Linux's own default is 100 ms; a shorter period is stricter, since less
/// can be done in it before the first pause.
const PERIOD: Duration = Duration::from_millis(20);

/// A group of processes of which all together have a share of one processor, once they are limited.
pub(crate) struct CpuShare {
    group: PathBuf,
    version: Version,
}

/// The two interfaces that Linux has.
#[derive(Clone, Copy)]
enum Version {
    One,
    Two,
}

impl CpuShare {
    /// Makes a group, which is not limited yet.
    ///
    /// # Errors
    ///
    /// Without the right to make one, or without control groups.
    pub(crate) fn new() -> io::Result<Self> {
        let root = Path::new("/sys/fs/cgroup");
        let (parent, version) = if root.join("cpu").is_dir() {
            (root.join("cpu"), Version::One)
        } else {
            fs::write(root.join("cgroup.subtree_control"), "+cpu")?;
            (root.to_owned(), Version::Two)
        };
        let group = parent.join(format!("switchboard-bench-{}", process::id()));
        fs::create_dir(&group)?;
        Ok(Self { group, version })
    }

    /// Puts a process into the group, its threads with it.
    pub(crate) fn add(&self, process: u32) -> io::Result<()> {
        fs::write(self.group.join("cgroup.procs"), process.to_string())
    }

    /// Limits the group to what a function of so many MB has.
    pub(crate) fn limit(&self, memory_mb: u32) -> io::Result<()> {
        let quota = (PERIOD * memory_mb / WHOLE_PROCESSOR_MB).as_micros();
        let period = PERIOD.as_micros();
        match self.version {
            Version::One => {
                fs::write(self.group.join("cpu.cfs_period_us"), period.to_string())?;
                fs::write(self.group.join("cpu.cfs_quota_us"), quota.to_string())
            }
            Version::Two => fs::write(self.group.join("cpu.max"), format!("{quota} {period}")),
        }
    }

    /// Lifts the limit.
    pub(crate) fn lift(&self) -> io::Result<()> {
        match self.version {
            Version::One => fs::write(self.group.join("cpu.cfs_quota_us"), "-1"),
            Version::Two => fs::write(self.group.join("cpu.max"), "max"),
        }
    }
}

impl Drop for CpuShare {
    fn drop(&mut self) {
        // It can be removed only when its processes have ended, which they have unless something failed.
        let _ = fs::remove_dir(&self.group);
    }
}
