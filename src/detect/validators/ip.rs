//! IP address: versions 4 and 6 (RFC 791, RFC 4291), without those that name no host.

use std::net::{IpAddr, Ipv4Addr};

use super::Valid;

pub(super) fn check(value: &str) -> Option<Valid> {
    let address: IpAddr = value.parse().ok()?;
    let nobody = address.is_unspecified() || address.is_loopback() || address.is_multicast();
    if nobody {
        return None;
    }
    let valid = Valid::new(address.to_string());
    match address {
        IpAddr::V4(four) if four.octets()[0] == 255 || four.octets()[0] == 0 => None,
        IpAddr::V4(four) => {
            let unsure = four.is_private() || four.is_link_local() || may_be_version(four);
            Some(
                valid
                    .score(if unsure { 0.40 } else { 0.60 })
                    .test_value(is_documentation(four)),
            )
        }
        IpAddr::V6(_) if !distinctive(value) => None,
        IpAddr::V6(six) => Some(
            valid
                .score(0.75)
                .test_value(six.segments()[..2] == [0x2001, 0xdb8]),
        ),
    }
}

/// Three groups and a digit: `abc::def` is a path in a program.
fn distinctive(value: &str) -> bool {
    let groups = value.split(':').filter(|group| !group.is_empty()).count();
    groups >= 3 && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// Four small numbers, as programs and chapters are numbered; of a hundred addresses of hosts not one looks like that.
fn may_be_version(address: Ipv4Addr) -> bool {
    let octets = address.octets();
    octets[0] < 10 && octets.iter().all(|octet| *octet < 100)
}

/// RFC 5737.
fn is_documentation(address: Ipv4Addr) -> bool {
    address.is_documentation()
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn addresses_that_name_no_host_are_refused() {
        table(
            "ip-address",
            &[
                ("203.0.113.7", "203.0.113.7"),
                ("2001:0DB8:0:0:0:0:0:00FF", "2001:db8::ff"),
            ],
            &[
                "256.1.1.1",
                "1.2.3",
                "0.0.0.0",
                "127.0.0.1",
                "255.255.255.0",
                "12:30:45",
                "::1",
                "abc::def",
                "2001:db8:::1",
            ],
        );
    }
}
