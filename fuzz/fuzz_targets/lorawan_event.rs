//! Any bytes as a message of a network server: read, shown as JSON, and an uplink told again by all servers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_lorawan::event::{self, Content, NetworkServer, render};

fuzz_target!(|data: &[u8]| {
    let Ok(read) = event::read(data, None) else { return };
    serde_json::to_string(&read).expect("an event is JSON");
    for server in NetworkServer::ALL {
        let _ = event::read(data, Some(server));
    }
    let Content::Uplink(uplink) = &read.content else { return };
    for server in NetworkServer::ALL {
        let told = render::uplink(server, &read.device, read.time_ms.unwrap_or_default(), uplink);
        let _ = event::read_value(told, Some(server));
    }
});
