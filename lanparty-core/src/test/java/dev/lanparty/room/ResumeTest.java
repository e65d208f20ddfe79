package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.room.Party.NOW;
import static dev.lanparty.room.Party.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.FakeLink;
import dev.lanparty.wire.Datagrams;
import dev.lanparty.link.BufferLedger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coming back with a token: to the same place, within two minutes, and nobody else. */
class ResumeTest {
    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Party party = Party.open();
    private final Member gateway = party.gateway();
    private final FakeLink firstLink = new FakeLink();
    private final Welcome first = Party.welcome(party.client(ROOM, ALICE, firstLink));
    private final Member alice = member(first.peerId());

    private Member member(int peerId) {
        return party.lobby().rooms().stream().flatMap(room -> room.members().stream())
                .filter(member -> member.peerId() == peerId).findFirst().orElseThrow();
    }

    private static long after(Duration time) {
        return NOW + time.toNanos();
    }

    private static Hello hello(Role role, String room, @Nullable MacAddress mac, @Nullable String token) {
        return new Hello(ControlMessage.PROTOCOL_VERSION, role, room, "test", mac == null ? null : mac.toString(),
                65_535, null, token);
    }

    private Lobby.Admission back(@Nullable String token, FakeLink link, Duration later) {
        return party.lobby().admit(hello(Role.CLIENT, ROOM, ALICE, token), link, after(later));
    }

    private static Lobby.Admitted in(Lobby.Admission admission) {
        return assertInstanceOf(Lobby.Admitted.class, admission);
    }

    @Test
    void eachTokenIsAnotherAndHas128BitsBesideTheId() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Member bob = party.client(BOB);
            assertTrue(bob.token().text().matches("\\d+\\.[A-Za-z0-9_-]{22}"), bob.token().text());
            tokens.add(bob.token().secret());
            party.leave(bob);
        }
        assertEquals(100, tokens.size());
    }

    @Test
    void whoComesBackBeforeHeIsMissedMovesToHisNewConnectionAndNobodyIsTold() {
        Party.link(gateway).clear();
        FakeLink link = new FakeLink().host("192.0.2.99");
        Lobby.Admitted admitted = in(back(first.resumeToken(), link, Duration.ofSeconds(3)));

        assertTrue(admitted.back());
        assertSame(alice, admitted.member());
        assertEquals(first.peerId(), admitted.welcome().peerId());
        assertEquals(List.of(new Peer(gateway.peerId(), Role.GATEWAY, null)), admitted.welcome().members());
        assertSame(firstLink, displaced(admitted).link());
        assertSame(link, alice.link());
        assertEquals(List.of(), Party.link(gateway).messages());

        gateway.room().forward(gateway, buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, 100))), NOW);
        assertEquals(1, link.datagrams().size());
        assertEquals(0, firstLink.datagrams().size());
    }

    private static Lobby.Displaced displaced(Lobby.Admitted admitted) {
        Lobby.Displaced displaced = admitted.displaced();
        if (displaced == null) {
            throw new AssertionError("nobody was displaced");
        }
        return displaced;
    }

    @Test
    void whoComesBackAfterHeWasMissedHasHisIdAndTheOthersHearOfHim() {
        Party.link(gateway).clear();
        party.lobby().lose(alice, "silent", NOW);
        Lobby.Admitted admitted = in(back(first.resumeToken(), new FakeLink(), Duration.ofSeconds(119)));

        assertTrue(admitted.back());
        assertNull(admitted.displaced());
        assertEquals(first.peerId(), admitted.welcome().peerId());
        assertEquals(first.resumeToken(), admitted.welcome().resumeToken());
        assertEquals(List.of(new PeerLeft(first.peerId(), "silent"),
                new PeerJoined(new Peer(first.peerId(), Role.CLIENT, ALICE.toString()))),
                Party.link(gateway).messages());
    }

    @Test
    void aGatewayComesBackToItsLan() {
        String token = gateway.token().text();
        party.lobby().lose(gateway, "silent", NOW);
        Lobby.Admitted admitted = in(party.lobby().admit(hello(Role.GATEWAY, ROOM, null, token), new FakeLink(),
                after(Duration.ofSeconds(30))));

        assertTrue(admitted.back());
        assertEquals(gateway.peerId(), admitted.welcome().peerId());
    }

    @Test
    void anotherGatewayThatWasPutInItsPlaceStays() {
        String token = gateway.token().text();
        party.lobby().lose(gateway, "silent", NOW);
        party.gateway().heard(after(Duration.ofSeconds(28)));
        Party.refused(RejectCode.GATEWAY_TAKEN, party.lobby().admit(hello(Role.GATEWAY, ROOM, null, token),
                new FakeLink(), after(Duration.ofSeconds(30))));
    }

    @Test
    void anotherGatewayIsLetInWhenNothingWasHeardFromTheFirstForEightSeconds() {
        FakeLink secondLink = new FakeLink();
        Hello second = hello(Role.GATEWAY, ROOM, null, null);
        Party.refused(RejectCode.GATEWAY_TAKEN,
                party.lobby().admit(second, secondLink, after(Duration.ofMillis(7_999))));
        gateway.heard(after(Duration.ofSeconds(3)));
        Party.refused(RejectCode.GATEWAY_TAKEN,
                party.lobby().admit(second, secondLink, after(Duration.ofMillis(10_999))));
        firstLink.clear();
        Lobby.Admitted admitted = in(party.lobby().admit(second, secondLink, after(Duration.ofSeconds(11))));

        assertFalse(admitted.back());
        assertSame(gateway.link(), displaced(admitted).link());
        assertEquals("nothing was heard from this gateway of room ROOM1 for 8 s, and another one has its place now",
                displaced(admitted).sentence());
        assertEquals(List.of(new PeerLeft(gateway.peerId(), "it is silent, and another one is there"),
                new PeerJoined(new Peer(admitted.member().peerId(), Role.GATEWAY, null))), firstLink.messages());
        assertSame(admitted.member(), gateway.room().gateway());
        assertEquals(List.of(alice, admitted.member()), gateway.room().members());
        assertFalse(displaced(admitted).code().isPermanent());

        party.leave(admitted.member());
        Lobby.Admitted first = in(party.lobby().admit(hello(Role.GATEWAY, ROOM, null, gateway.token().text()),
                new FakeLink(), after(Duration.ofSeconds(30))));
        assertTrue(first.back());
        assertEquals(gateway.peerId(), first.member().peerId());
    }

    @Test
    void whoTakesASilentGatewaysPlaceIsCountedAtItsAddressInstead() {
        RoomLimits limits = RoomLimits.DEFAULT;
        Party small = Party.open(new RoomLimits(limits.maxRooms(), limits.maxMembersPerRoom(), 1,
                limits.framesPerSecond(), limits.floodedFramesPerSecond(), limits.maxLearnedAddresses(),
                limits.addressAge(), limits.filter()));
        small.gateway();
        Lobby.Admitted admitted = in(small.lobby().admit(hello(Role.GATEWAY, ROOM, null, null), new FakeLink(),
                after(Duration.ofSeconds(8))));
        small.leave(admitted.member());
        small.gateway();
    }

    @Test
    void aGatewayThatComesBackFromASilenceHasItsOwnPlaceWhileNobodyElseHas() {
        Lobby.Admitted admitted = in(party.lobby().admit(hello(Role.GATEWAY, ROOM, null, gateway.token().text()),
                new FakeLink(), after(Duration.ofSeconds(12))));
        assertSame(gateway, admitted.member());
        Party.refused(RejectCode.GATEWAY_TAKEN, party.lobby().admit(hello(Role.GATEWAY, ROOM, null, null),
                new FakeLink(), after(Duration.ofSeconds(19))));
    }

    @Test
    void afterTwoMinutesAPlaceIsKeptNoMore() {
        party.lobby().lose(alice, "silent", NOW);
        Lobby.Admitted admitted = in(back(first.resumeToken(), new FakeLink(), Duration.ofMinutes(2)));

        assertFalse(admitted.back());
        assertNotEquals(first.peerId(), admitted.welcome().peerId());
    }

    @Test
    void whoSaidGoodbyeHasNoPlaceKept() {
        party.leave(alice);
        assertFalse(in(back(first.resumeToken(), new FakeLink(), Duration.ofSeconds(1))).back());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "2", "2.", "x.y", "2.AAAAAAAAAAAAAAAAAAAAAA", "-1.AAAAAAAAAAAAAAAAAAAAAA",
            "99999999999.AAAAAAAAAAAAAAAAAAAAAA"})
    void aThiefWithoutTheTokenGetsNothing(String token) {
        Party.refused(RejectCode.MAC_TAKEN, back(token, new FakeLink(), Duration.ofSeconds(1)));
        assertSame(firstLink, alice.link());
    }

    @Test
    void aThiefWithPartOfTheTokenGetsNothing() {
        String token = alice.token().text();
        for (int length = 0; length < token.length(); length++) {
            Party.refused(RejectCode.MAC_TAKEN, back(token.substring(0, length), new FakeLink(), Duration.ZERO));
        }
        Party.refused(RejectCode.MAC_TAKEN, back(token + "A", new FakeLink(), Duration.ZERO));
    }

    @Test
    void aTokenIsForOneRoleOneAddressAndOneRoom() {
        String token = alice.token().text();
        for (Hello other : List.of(hello(Role.CLIENT, ROOM, BOB, token),
                hello(Role.CLIENT, "ROOM2", ALICE, token), hello(Role.GATEWAY, "ROOM3", null, token))) {
            assertFalse(in(party.lobby().admit(other, new FakeLink(), NOW)).back());
        }
        assertSame(firstLink, alice.link());
    }

    @Test
    void whoHasTheAddressOfOneWhoIsAwayGivesItBack() {
        party.lobby().lose(alice, "silent", NOW);
        FakeLink thiefsLink = new FakeLink();
        Lobby.Admitted thief = in(back(null, thiefsLink, Duration.ofSeconds(20)));
        assertNotEquals(first.peerId(), thief.welcome().peerId());
        Party.link(gateway).clear();

        Lobby.Admitted admitted = in(back(first.resumeToken(), new FakeLink(), Duration.ofSeconds(40)));
        assertEquals(first.peerId(), admitted.welcome().peerId());
        assertSame(thiefsLink, displaced(admitted).link());
        assertEquals(List.of(new PeerLeft(thief.welcome().peerId(), "its address is another player's"),
                new PeerJoined(new Peer(first.peerId(), Role.CLIENT, ALICE.toString()))),
                Party.link(gateway).messages());
        // Nor does his own token help him: the other was here before him.
        Party.refused(RejectCode.MAC_TAKEN,
                back(thief.welcome().resumeToken(), new FakeLink(), Duration.ofSeconds(41)));
        // The late end of his connection concerns nobody any more.
        party.lobby().lose(thief.member(), "closed", after(Duration.ofSeconds(41)));
        assertEquals(List.of(gateway.peerId(), first.peerId()),
                gateway.room().members().stream().map(Member::peerId).toList());
    }

    @Test
    void aThiefWhoGoesAwayCannotDisplaceTheOwnerWhenHeComesBack() {
        party.lobby().lose(alice, "silent", NOW);
        Lobby.Admitted thief = in(back(null, new FakeLink(), Duration.ofSeconds(20)));
        party.lobby().lose(thief.member(), "silent", after(Duration.ofSeconds(30)));
        assertTrue(in(back(first.resumeToken(), new FakeLink(), Duration.ofSeconds(40))).back());

        Party.refused(RejectCode.MAC_TAKEN,
                back(thief.welcome().resumeToken(), new FakeLink(), Duration.ofSeconds(41)));
    }

    @Test
    void theIdOfOneWhoIsAwayIsNobodyElses() {
        Party small = Party.open();
        Member away = small.client(ALICE);
        small.lobby().lose(away, "silent", NOW);
        for (int i = 0; i < 65_535; i++) {
            Member other = small.client(BOB);
            assertNotEquals(away.peerId(), other.peerId());
            small.leave(other);
        }
        small.lobby().tick(after(Duration.ofMinutes(2)));
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 65_535; i++) {
            Member other = small.client(BOB);
            ids.add(other.peerId());
            small.leave(other);
        }
        assertTrue(ids.contains(away.peerId()));
    }

    @Test
    void whoeverComesAndGoesWithoutGoodbyeCannotUseUpTheIds() {
        for (int i = 0; i < 100_000; i++) {
            party.lobby().lose(party.client(BOB), "silent", NOW);
        }
        assertTrue(in(back(first.resumeToken(), new FakeLink(), Duration.ZERO)).back());
    }

    @Test
    void aPathThatIsTooNarrowForTheRoomIsRefusedAndChangesNothing() {
        Party.refused(RejectCode.BAD_BUDGET, back(first.resumeToken(), new FakeLink().budget(600), Duration.ZERO));
        assertSame(firstLink, alice.link());
    }

    @Test
    void membersAreCountedWhereTheyAreNow() {
        RoomLimits one = LobbyTest.limits(2, 3, 1);
        Party strict = Party.open(one);
        Member here = Party.in(strict.client(ROOM, ALICE, new FakeLink().host("192.0.2.1")));
        Hello hello = hello(Role.CLIENT, ROOM, ALICE, here.token().text());
        in(strict.lobby().admit(hello, new FakeLink().host("192.0.2.2"), NOW));

        Party.refused(RejectCode.TOO_MANY_FROM_ADDRESS, strict.client(ROOM, BOB, new FakeLink().host("192.0.2.2")));
        Member bob = Party.in(strict.client(ROOM, BOB, new FakeLink().host("192.0.2.1")));
        Party.refused(RejectCode.TOO_MANY_FROM_ADDRESS,
                strict.lobby().admit(hello, new FakeLink().host("192.0.2.1"), NOW));
        strict.leave(bob);
        in(strict.lobby().admit(hello, new FakeLink().host("192.0.2.1"), NOW));
    }
}
