package dev.lanparty.endpoint;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.frame.Frames;
import dev.lanparty.gateway.LanStation;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.wire.Datagrams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A device that keeps frames until the end of a burst, and connections that end in the middle of one. */
class BridgeTest {
    private static final long NOW = -1_000_000_000_000L;
    private static final RoomAccess ACCESS = new RoomAccess(new RelayAddress("relay.example.org", 443),
            ServerName.parse(ServerName.DEFAULT), Path.of("unused.pem"), "ROOM1");

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final KeepingDevice device = new KeepingDevice();
    private final Listening observer = new Listening();
    private final Bridge bridge = new Bridge(new LanStation(device::device, Duration.ofSeconds(60)), new Counters(),
            observer);

    private LinkHandler join(int peerId) {
        FakeLink link = new FakeLink();
        bridge.join(link, ACCESS, NOW);
        LinkHandler handler = Objects.requireNonNull(link.handler());
        handler.onControl(new Welcome(peerId, 1_422, List.of(), new Limits(1_000, 100), "3.fresh"), NOW);
        return handler;
    }

    private void receive(LinkHandler handler, int lengthBytes) {
        handler.onDatagram(buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, lengthBytes))), NOW);
    }

    @Test
    void whatWasKeptWhenTheConnectionEndedLeavesThenAndNotWithTheNextOnesFrames() {
        LinkHandler first = join(1);
        receive(first, 1_000);
        first.onClosed("the relay was killed", NOW);

        assertEquals(List.of("kept", "flushed 1"), device.events());
        assertEquals(1, observer.ended.size());

        receive(join(2), 60);
        assertEquals(List.of("sent"), device.events());
    }

    /** Hears of the end. */
    private static final class Listening implements Bridge.Observer {
        private final List<SessionEnd> ended = new ArrayList<>();

        @Override
        public void onWaiting() {
            throw new AssertionError("nobody was asked");
        }

        @Override
        public void onJoined(Welcome welcome) {
            // As it must be.
        }

        @Override
        public void onDevice(boolean present) {
            throw new AssertionError("the device was there all the time");
        }

        @Override
        public void onEnded(SessionEnd end) {
            ended.add(end);
        }
    }
}
