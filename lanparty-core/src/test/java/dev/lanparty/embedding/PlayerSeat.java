package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.ServerName;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A player's program, and the PC end of its adapter's cable. */
final class PlayerSeat implements AutoCloseable {
    private static final int FRAME_BYTES = 60;
    private static final int PAYLOAD = 14;
    private static final short TYPE = (short) 0x88b5;
    /** Datagrams may be lost: what does not come is sent again. */
    private static final int ATTEMPTS = 150;

    private final Client client;
    private final InMemoryDevice machine;
    private final MacAddress mac;
    private final FrameBurst burst = new FrameBurst(8);
    private final CompletableFuture<EndpointState> lost = new CompletableFuture<>();
    private final AtomicInteger joins = new AtomicInteger();

    /**
     * A player who has not come yet.
     *
     * @param number for its name and address
     * @param certificate of the relay
     * @param retryFor how long it waits for what may pass
     */
    PlayerSeat(int number, int relayPort, Path certificate, String room, Duration retryFor) {
        mac = new MacAddress(0x0200_0000_0000L + number);
        InMemoryDevice.Pair cable = InMemoryDevice.pair("tap" + number, "player" + number);
        machine = cable.right();
        RoomAccess access = new RoomAccess(new RelayAddress("127.0.0.1", relayPort),
                ServerName.parse(ServerName.DEFAULT), certificate, room).retryFor(retryFor);
        client = new Client(new ClientConfig(access, mac), options -> cable.left(), Unpinned::new);
        client.observe(this::onState);
    }

    private void onState(EndpointState state) {
        switch (state.phase()) {
            case JOINED -> joins.incrementAndGet();
            case AWAY -> lost.complete(state);
            default -> {
                // It has not come yet, or has left.
            }
        }
    }

    /** Joins, and waits until it has. */
    PlayerSeat joins() {
        client.start();
        return this;
    }

    Client client() {
        return client;
    }

    MacAddress mac() {
        return mac;
    }

    /** Completed with the first state in which it is not in the room any more. */
    CompletableFuture<EndpointState> lost() {
        return lost;
    }

    /** How often it was welcomed. */
    int timesJoined() {
        return joins.get();
    }

    /** Its PC sends a frame that names a room and has a number. */
    void sends(MacAddress destination, int room, int number) {
        ByteBuffer memory = machine.transmitMemory().clear();
        memory.put(destination.toBytes()).put(mac.toBytes()).putShort(TYPE).putInt(room).putInt(number);
        machine.send(FRAME_BYTES);
    }

    /** What its PC does with a frame of this room's. */
    interface Receiver {
        void onFrame(int room, int number);
    }

    /** Its PC takes what is there until nothing has come for a while. */
    void receives(Receiver receiver) {
        while (machine.awaitReadable(Duration.ofMillis(100))) {
            machine.receive(burst);
            for (int i = 0; i < burst.count(); i++) {
                ByteBuffer memory = machine.receiveMemory();
                receiver.onFrame(memory.getInt(burst.offset(i) + PAYLOAD),
                        memory.getInt(burst.offset(i) + PAYLOAD + Integer.BYTES));
            }
        }
    }

    /** Its PC sends another one a frame until it arrives there. */
    void reaches(PlayerSeat other, int room, int number) {
        AtomicInteger arrived = new AtomicInteger();
        for (int attempt = 0; attempt < ATTEMPTS && arrived.get() != number; attempt++) {
            sends(other.mac, room, number);
            other.receives((itsRoom, itsNumber) -> {
                assertEquals(room, itsRoom);
                arrived.set(itsNumber);
            });
        }
        assertEquals(number, arrived.get(), () -> mac + " does not reach " + other.mac);
    }

    @Override
    public void close() {
        client.close();
    }
}
