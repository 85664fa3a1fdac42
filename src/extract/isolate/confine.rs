//! What a child gives up before it reads anything: opening files, the network, other programs, and rights.
//!
//! It keeps what it has: the socket to its parent, and the handles that come over it. What a system cannot enforce is
//! said to the parent and does not stop the child: reading with less confinement is better than not reading.

use rustix::process::{Resource, Rlimit};
use serde::{Deserialize, Serialize};

/// Bytes that a child may write to any file: the runtime's last words.
const WRITTEN: u64 = 64 << 10;

/// What the system let a child give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// It can open no file and no connection (Linux, Landlock).
    pub files: bool,
    /// It can make no socket and start no program (Linux, seccomp).
    pub system_calls: bool,
}

impl Confinement {
    /// All of it.
    pub fn is_complete(self) -> bool {
        self.files && self.system_calls
    }
}

/// Gives up what no parser needs, for this thread and those that it starts.
pub(super) fn confine() -> Confinement {
    limit(Resource::Core, 0);
    limit(Resource::Fsize, WRITTEN);
    enforce()
}

/// Ends the process when it has used so many more seconds of processor time.
pub(super) fn limit_processor_time(seconds: u64) {
    // A second for what is rounded; the parent's own deadline comes first where the child is the only one to work.
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let most = u64::try_from(used)
        .unwrap_or(0)
        .saturating_add(seconds)
        .saturating_add(1);
    let _ = rustix::process::setrlimit(
        Resource::Cpu,
        Rlimit {
            current: Some(most),
            maximum: None,
        },
    );
}

fn limit(resource: Resource, most: u64) {
    let _ = rustix::process::setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(most),
        },
    );
}

#[cfg(not(target_os = "linux"))]
fn enforce() -> Confinement {
    Confinement {
        files: false,
        system_calls: false,
    }
}

#[cfg(target_os = "linux")]
fn enforce() -> Confinement {
    // Dies with its parent, and gains no rights by running other programs.
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    let _ = rustix::thread::set_no_new_privs(true);
    Confinement {
        files: give_up_files().is_ok_and(|given_up| given_up),
        system_calls: give_up_system_calls().is_ok(),
    }
}

/// No file can be opened, made or removed from here on, no connection be made. False where the kernel knows no such thing.
#[cfg(target_os = "linux")]
fn give_up_files() -> Result<bool, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
    const KNOWN: ABI = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// System calls that no parser makes: they fail with `EPERM`.
#[cfg(target_os = "linux")]
const REFUSED: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_kill,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_io_uring_setup,
    libc::SYS_userfaultfd,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_open_by_handle_at,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
];

#[cfg(target_os = "linux")]
fn give_up_system_calls() -> Result<(), Box<dyn std::error::Error>> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
    let rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        architecture,
    )?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::ErrorKind;
    use std::process::Command;

    use super::*;

    #[test]
    fn what_is_given_up_is_refused_and_what_was_open_can_still_be_read() {
        // Both hold for a thread and those it starts: the rest of the tests is free.
        std::thread::spawn(|| {
            let mut open = tempfile::tempfile().unwrap();
            let given_up = enforce();
            let refused = |result: std::io::Result<()>| {
                result.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
            };
            let temp = std::env::temp_dir().join("domesday-confined");
            if given_up.files {
                assert!(refused(std::fs::File::open("/etc/hostname").map(|_| ())));
                assert!(refused(std::fs::write(&temp, "x")));
            }
            if given_up.system_calls {
                assert!(refused(
                    std::net::UdpSocket::bind("127.0.0.1:0").map(|_| ())
                ));
                assert!(Command::new("true").status().is_err());
            }
            let mut read = Vec::new();
            std::io::Read::read_to_end(&mut open, &mut read).unwrap();
        })
        .join()
        .unwrap();
    }
}
