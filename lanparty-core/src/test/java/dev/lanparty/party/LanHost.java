package dev.lanparty.party;

import dev.lanparty.frame.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** A computer at a port of the party's switch. It keeps whatever the switch sends to its port. */
final class LanHost {
    private final SwitchedLan lan;
    private final MacAddress mac;
    private final List<byte[]> received = new ArrayList<>();

    LanHost(SwitchedLan lan, MacAddress mac) {
        this.lan = lan;
        this.mac = mac;
    }

    MacAddress mac() {
        return mac;
    }

    /** Sends a frame, whatever source it has. */
    void sends(byte[] frame) {
        lan.sendFrom(this, frame);
    }

    /** What has come to its port so far. */
    List<byte[]> received() {
        return received;
    }

    void take(byte[] frame) {
        received.add(frame);
    }
}
