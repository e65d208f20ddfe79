package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admin.AdminClient;
import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admission.GuestList;
import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.control.Role;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.gateway.Gateway;
import dev.lanparty.gateway.GatewayConfig;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.Doors;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Closed rooms over real QUIC on loopback, on several loops where the kernel can: invites, the operator's socket, restarts. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class InvitesTest {
    private static final List<String> ROOMS = List.of("ROOM0", "ROOM1", "ROOM2", "ROOM3", "ROOM4");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private int players;

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Relay relay(String identity, GuestList.Others others, int port) {
        RelayIdentity shown = RelayIdentity.keptIn(folder.resolve(identity), ServerName.parse(ServerName.DEFAULT),
                Instant.now());
        return new Relay(new RelayConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), shown,
                RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, QuicSettings.DEFAULT, false, Listener.canShare() ? 4 : 1,
                Doors.keptIn(folder.resolve("state"), others, "127.0.0.1", 0)));
    }

    private AdminReply ask(Command command, String room, String who) {
        return AdminClient.ask(folder.resolve("state"), new AdminRequest(command, room, who));
    }

    private List<Invite> invites(Command command, String room) {
        return ask(command, room, "").invites().stream().map(Invite::parse).toList();
    }

    private Client client(Invite invite) {
        players++;
        MacAddress mac = new MacAddress(0x0200_0000_0000L + players);
        InMemoryDevice.Pair cable = InMemoryDevice.pair("tap" + players, "player" + players);
        Client client = new Client(new ClientConfig(RoomAccess.by(invite, "Player " + players, "test"), mac),
                options -> cable.left(), Unpinned::new);
        open.addFirst(client);
        return client;
    }

    private Gateway gateway(Invite invite) {
        InMemoryDevice.Pair cable = InMemoryDevice.pair("lan", "switch");
        Gateway gateway = new Gateway(new GatewayConfig(RoomAccess.by(invite, null, "test"), "lan"), cable::left);
        open.addFirst(gateway);
        return gateway;
    }

    private static String refusal(Client client) {
        return String.valueOf(assertThrows(EndpointException.class, client::start).getMessage());
    }

    @Test
    void roomsOnEveryLoopAreJoinedByInviteAndManagedThroughTheSocket() {
        try (Relay relay = relay("relay", GuestList.Others.CLOSED, 0)) {
            int port = relay.start().getPort();
            for (String room : ROOMS) {
                List<Invite> invites = invites(Command.CREATE, room);
                assertEquals(port, invites.getFirst().port());
                gateway(invites.getFirst()).start();
                Client player = client(invites.getLast());
                player.start();
                String listed = String.join("\n", ask(Command.LIST, room, "").lines());
                assertTrue(listed.contains("member: gateway ") && listed.contains("\"Player " + players + "\""),
                        listed);

                Invite next = invites(Command.ROTATE, room).getLast();
                assertEquals("the room has new invites: ask the organiser for yours",
                        player.ended().orTimeout(5, TimeUnit.SECONDS).join().sentence());
                assertTrue(refusal(client(invites.getLast())).contains("replaced by a new one"));
                Client again = client(next);
                again.start();
                ask(Command.KICK, room, "player " + players);
                assertEquals("the organiser has put you out",
                        again.ended().orTimeout(5, TimeUnit.SECONDS).join().sentence());
                assertTrue(refusal(client(next)).contains("put you out"), "known by its address");
            }
        }
    }

    @Test
    void aRestartedRelayKnowsItsRoomsAndItsKey() throws Exception {
        Invite invite;
        int port;
        try (Relay relay = relay("relay", GuestList.Others.CLOSED, 0)) {
            port = relay.start().getPort();
            invite = invites(Command.CREATE, "ROOM1").getLast();
        }
        Client member = client(invite);
        try (Relay relay = relay("relay", GuestList.Others.CLOSED, port)) {
            relay.start();
            member.start();
        }
        try (Relay relay = relay("another", GuestList.Others.CLOSED, port)) {
            relay.start();
            String sentence = String.valueOf(
                    assertThrows(TransportException.class, client(invite)::start).getMessage());
            assertTrue(sentence.startsWith("the relay's key is not the one in the invite: it has SHA-256"), sentence);
            SessionEnd end = member.ended().orTimeout(20, TimeUnit.SECONDS).join();
            assertEquals(new SessionEnd(SessionEnd.Kind.REFUSED, "", sentence), end, "who comes back is told the same");
            assertTrue(sentence.contains(", expected " + invite.pin()), sentence);
        }
        Path file = folder.resolve("state").resolve("rooms").resolve("ROOM1.json");
        Files.writeString(file, Files.readString(file).substring(0, 100));
        String damage = String.valueOf(assertThrows(IdentityException.class,
                () -> relay("relay", GuestList.Others.CLOSED, port)).getMessage());
        assertTrue(damage.startsWith(file + " is damaged"), damage);
    }

    @Test
    void aPlayerWaitsForTheOrganiser() throws Exception {
        try (Relay relay = relay("relay", GuestList.Others.CLOSED, 0)) {
            relay.start();
            AdminReply made = AdminClient.ask(folder.resolve("state"),
                    new AdminRequest(Command.CREATE, "ROOM1", "", null, null, 0, true));
            Client player = client(Invite.parse(made.invites().getLast()));
            CompletableFuture<Integer> joining = CompletableFuture.supplyAsync(() -> player.start().peerId());
            awaitListed("waits: player \"Player 1\"");
            assertFalse(joining.isDone());
            ask(Command.ACCEPT, "ROOM1", "player 1");
            assertTrue(joining.orTimeout(10, TimeUnit.SECONDS).join() > 0);
        }
    }

    private void awaitListed(String words) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!ask(Command.LIST, "ROOM1", "").lines().toString().contains(words)) {
            assertTrue(System.nanoTime() < end, words);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void onAnOpenRelayAGatewayMakesItsOwnRoom() {
        try (Relay relay = relay("relay", GuestList.Others.OPEN, 0)) {
            int port = relay.start().getPort();
            Invite made = invites(Command.CREATE, "OTHER").getFirst();
            Invite gateways = new Invite("127.0.0.1", port, "ROOM1", made.pin(), made.secret());
            Invite players = new Invite("127.0.0.1", port, "ROOM1", made.pin(), made.secret().forPlayers());
            Client early = client(players);
            CompletableFuture<String> told = new CompletableFuture<>();
            early.observe(state -> told.complete(state.sentence()));
            CompletableFuture<?> starting = CompletableFuture.runAsync(early::start);
            assertTrue(told.orTimeout(10, TimeUnit.SECONDS).join().contains("its gateway makes it"), told::join);
            assertEquals(Role.GATEWAY, gateways.role());
            gateway(gateways).start();
            starting.orTimeout(20, TimeUnit.SECONDS).join();
            assertEquals(2, relay.status().members());
        }
    }

    /** While the relay runs: it may be killed later. */
    private static void awaitWritten(Path file) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (Files.notExists(file)) {
            assertTrue(System.nanoTime() < end, file::toString);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void aRoomThatItsGatewayMadeIsThereAfterARestartWhileTheRelayIsOpen() {
        Invite gateways;
        int port;
        try (Relay relay = relay("relay", GuestList.Others.OPEN, 0)) {
            port = relay.start().getPort();
            gateways = new Invite("127.0.0.1", port, "ROOM1", relay.identity().keyPin(),
                    InviteSecret.random(Role.GATEWAY, new SecureRandom()));
            gateway(gateways).start();
            awaitWritten(folder.resolve("state").resolve("claimed").resolve("ROOM1.json"));
        }
        Invite players = new Invite("127.0.0.1", port, "ROOM1", gateways.pin(), gateways.secret().forPlayers());
        Invite others = new Invite("127.0.0.1", port, "ROOM1", gateways.pin(),
                InviteSecret.random(Role.GATEWAY, new SecureRandom()).forPlayers());
        try (Relay relay = relay("relay", GuestList.Others.OPEN, port)) {
            relay.start();
            assertTrue(refusal(client(others)).contains("knows no such invite for room ROOM1"));
            client(players).start();
        }
        try (Relay relay = relay("relay", GuestList.Others.CLOSED, port)) {
            relay.start();
            assertTrue(refusal(client(players)).contains("knows no such invite for room ROOM1"));
        }
        try (Relay relay = relay("relay", GuestList.Others.OPEN, port)) {
            relay.start();
            client(players).start();
        }
    }

    @Test
    void whoWaitsAtTheStartCanBeClosed() {
        try (Relay relay = relay("relay", GuestList.Others.OPEN, 0)) {
            int port = relay.start().getPort();
            Invite made = invites(Command.CREATE, "OTHER").getFirst();
            Client early = client(new Invite("127.0.0.1", port, "ROOM1", made.pin(), made.secret().forPlayers()));
            CompletableFuture<EndpointState> told = new CompletableFuture<>();
            early.observe(told::complete);
            CompletableFuture<?> starting = CompletableFuture.runAsync(early::start);
            assertEquals(EndpointState.Phase.STARTING, told.orTimeout(10, TimeUnit.SECONDS).join().phase());
            early.close();
            CompletionException end = assertThrows(CompletionException.class,
                    starting.orTimeout(10, TimeUnit.SECONDS)::join);
            assertTrue(String.valueOf(end.getCause()).endsWith(": closed while joining"), end::toString);
        }
    }

    @Test
    void aRelayWithoutItsSocketStillForwards() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state").resolve("admin"), "in the way");
        try (Relay relay = relay("relay", GuestList.Others.OPEN, 0)) {
            InetSocketAddress bound = relay.start();
            RelayIdentity.keptIn(folder.resolve("relay"), ServerName.parse(ServerName.DEFAULT), Instant.now())
                    .writeDer(folder.resolve("relay.der"));
            InMemoryDevice.Pair cable = InMemoryDevice.pair("tap", "player");
            Client client = new Client(new ClientConfig(new RoomAccess(new RelayAddress("127.0.0.1", bound.getPort()),
                    ServerName.parse(ServerName.DEFAULT), folder.resolve("relay.der"), "ROOM1"),
                    new MacAddress(0x0200_0000_0001L)), options -> cable.left(), Unpinned::new);
            open.addFirst(client);
            client.start();
            assertEquals(1, relay.status().members());
        }
    }
}
