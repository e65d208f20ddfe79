package dev.lanparty.launcher.party;

import static dev.lanparty.launcher.party.OrganisedParty.TIMEOUT;
import static dev.lanparty.launcher.party.OrganisedParty.assertEnds;
import static dev.lanparty.launcher.party.OrganisedParty.invite;
import static dev.lanparty.launcher.party.OrganisedParty.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole life of a party by invites, through the command lines: a relay with two rooms, invites as text and by QR code, a
 * gateway and three players, one of them put out, the certificate renewed under traffic, the invites rotated.
 *
 * <pre>
 * player1 party0 ═╗
 * player2 party0 ═ relay ═ gateway lan0 ── switch ── lan0 lanhost
 * player3 party0 ═╝
 * </pre>
 */
@Timeout(240)
class InvitesTest {
    private final OrganisedParty party = new OrganisedParty(3);

    @Test
    void aPartyByInvitesFromTheFirstRoomToTheLastRotation() {
        try (party) {
            party.install(party.certificate("first", null), party.folder().resolve("first"));
            String ready = party.relay("--room", "ROOM1");
            party.room("create", "ROOM2", "--qr", "--png", party.folder().toString());
            assertEquals("room: room ROOM1 is there already", party.roomRefused("create", "room1"));

            List<RoleProcess> clients = gather(invite(ready, "gateway"), invite(ready, "player"));
            oneIsKicked(clients.getLast(), invite(ready, "player"));
            theSecondRoomIsAnother(clients.getFirst());
            theCertificateIsRenewedUnderTraffic();
            theInvitesAreRotated(clients, invite(ready, "player"));
            aChangedKeyIsRefused();
            party.assertNoSecretWasSaid();
        }
    }

    private List<RoleProcess> gather(String gateways, String players) {
        RoleProcess gateway = party.gateway(gateways);
        List<RoleProcess> clients = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> number == 2
                        ? party.playerWhoPastes(number, players, "--name", "player-2")
                        : party.player(number, players, "--name", "player-" + number))
                .toList();
        gateway.awaitReady(TIMEOUT);
        clients.forEach(client -> client.awaitReady(TIMEOUT));
        for (int number = 1; number <= 3; number++) {
            party.lab().assertPings(Topology.player(number), Topology.LAN_HOST_ADDRESS);
        }
        return clients;
    }

    private void oneIsKicked(RoleProcess third, String players) {
        String list = party.room("list");
        assertTrue(list.contains("  member: player ") && list.contains(" \"player-3\" "), list);
        party.room("kick", "ROOM1", "player-3");
        assertEnds(third, "the organiser has put you out");
        assertEnds(party.player(3, players), "the organiser has put you out of room ROOM1");
        party.lab().assertPings(Topology.player(1), Topology.playerLanAddress(2));
    }

    private void theSecondRoomIsAnother(RoleProcess first) {
        String byQr = read(party.folder().resolve("ROOM2-player.png"));
        RoleProcess client = party.player(3, byQr);
        assertTrue(client.awaitReady(TIMEOUT).startsWith("joined room ROOM2 as peer "), client::out);
        assertTrue(first.isAlive());
        client.signal("TERM");
        assertEquals(0, client.awaitExit(TIMEOUT), client::err);
        assertTrue(party.relay().awaitErr(said -> said.lines()
                .anyMatch(line -> line.contains("room ROOM2: client ") && line.contains(" left: left")), TIMEOUT),
                party.relay()::err);
    }

    /** Nobody has to come back: on a busy machine a ping may be lost, a connection is not. */
    private void theCertificateIsRenewedUnderTraffic() {
        RelayIdentity renewed = party.certificate("renewed", "first");
        long left = party.relay().err().lines().filter(line -> line.contains(" left: ")).count();
        RoleProcess pings = party.lab().party().run("ping", Topology.player(1), List.of("ping", "-n", "-c", "100", "-i",
                "0.05", "-W", "5", Topology.LAN_HOST_ADDRESS));
        assertTrue(pings.awaitOut(said -> said.contains("icmp_seq=5"), TIMEOUT), pings::out);
        party.install(renewed, party.folder().resolve("renewed"));
        assertTrue(party.relay().awaitErr(said -> said.contains("the certificate was renewed: "
                + renewed.fingerprint()), TIMEOUT), party.relay()::err);
        assertEquals(0, pings.awaitExit(TIMEOUT), pings::out);
        assertTrue(pings.out().lines().filter(line -> line.contains("icmp_seq=")).count() > 90, pings::out);
        assertEquals(left, party.relay().err().lines().filter(line -> line.contains(" left: ")).count());

        RoleProcess later = party.player(3, read(party.folder().resolve("ROOM2-player.png")));
        later.awaitReady(TIMEOUT);
        later.signal("TERM");
        later.awaitExit(TIMEOUT);
    }

    private void theInvitesAreRotated(List<RoleProcess> clients, String oldInvite) {
        String rotated = party.room("rotate", "ROOM1");
        assertTrue(rotated.contains("and 3 who came by them were put out"), rotated);
        assertEnds(clients.getFirst(), "the room has new invites: ask the organiser for yours");
        assertEnds(party.player(1, oldInvite), "the invite for room ROOM1 was taken back or replaced by a new one");
        RoleProcess gateway = party.gateway(invite(rotated, "gateway"));
        RoleProcess client = party.player(1, invite(rotated, "player"));
        gateway.awaitReady(TIMEOUT);
        client.awaitReady(TIMEOUT);
        party.lab().assertPings(Topology.player(1), Topology.LAN_HOST_ADDRESS);
    }

    private void aChangedKeyIsRefused() {
        RelayIdentity other = party.certificate("other", null);
        party.install(other, party.folder().resolve("other"));
        assertTrue(party.relay().awaitErr(said -> said.contains("invites with a pin of the old one are refused"),
                TIMEOUT), party.relay()::err);
        assertEnds(party.player(3, read(party.folder().resolve("ROOM2-player.png"))),
                "the relay's key is not the one in the invite: it has SHA-256 fingerprint " + other.keyPin()
                        + ", expected " + party.certificate("first", null).keyPin());
        party.lab().assertPings(Topology.player(1), Topology.LAN_HOST_ADDRESS);
    }
}
