//! How many connections each address has. Owns the count: nobody takes all that there are.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The connections of each address.
#[derive(Clone, Debug, Default)]
pub(super) struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A connection of an address, until this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    peers: Peers,
    address: IpAddr,
}

impl Peers {
    /// A connection more, if the address has not so many.
    pub(super) fn admit(&self, address: IpAddr, most: usize) -> Option<Place> {
        let address = host(address);
        let mut peers = self.locked();
        let count = peers.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        let peers = self.clone();
        Some(Place { peers, address })
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut peers = self.peers.locked();
        if let Some(count) = peers.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                peers.remove(&self.address);
            }
        }
    }
}

/// Whose address it is: one host has as many of version 6 as it likes, within a network of 64 bits.
fn host(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_its_network_counts_as_one() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let peers = Peers::default();
        let held: Vec<_> = (0..2).map(|_| peers.admit(ip("192.0.2.1"), 2)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(peers.admit(ip("192.0.2.1"), 2).is_none());
        assert!(peers.admit(ip("::ffff:192.0.2.1"), 2).is_none());
        assert!(peers.admit(ip("192.0.2.2"), 2).is_some());
        drop(held);
        assert!(peers.locked().is_empty());
        let one = peers.admit(ip("2001:db8::1"), 1);
        assert!(peers.admit(ip("2001:db8::ffff:1"), 1).is_none());
        assert!(peers.admit(ip("2001:db8:0:1::1"), 1).is_some() && one.is_some());
    }
}
