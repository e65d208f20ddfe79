package dev.lanparty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Waiting;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counters;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.Proof;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an endpoint does that comes by an invite. */
class CredentialTest {
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InviteSecret gateway = InviteSecret.random(Role.GATEWAY, RANDOM);
    private final Credential credential = new Credential(gateway.forPlayers(), "Alice");
    private final Challenge challenge = new Challenge(Proof.newNonce(RANDOM));
    private final FakeLink link = new FakeLink();
    private final SessionDiary diary = new SessionDiary();
    private final Session session = new Session(link, diary,
            new SessionTiming(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)), new Counters());

    private void begin(@Nullable Credential by) {
        session.begin(new Hello(1, Role.CLIENT, "room1", "test", ALICE, 1_318, by == null ? null : by.inviteId(), null),
                by, 0);
    }

    private boolean holds(ControlMessage.Proof proof, InviteSecret secret, String room) {
        return Proof.holds(proof.proof(), secret.tokenHash(),
                new Proof.Occasion(challenge.nonce(), link.relayKey(), secret.role(), room));
    }

    @Test
    void answersTheChallengeForTheRoomInCapitals() {
        begin(credential);
        session.onControl(challenge, 0);

        ControlMessage.Proof proof = (ControlMessage.Proof) link.messages().getLast();
        assertTrue(holds(proof, gateway.forPlayers(), "ROOM1"));
        assertEquals("Alice", proof.name());
        assertNull(proof.claim());
        session.onControl(new Welcome(2, 1_300, List.of(), new ControlMessage.Limits(1, 1), null), 0);
        assertTrue(session.isJoined());
    }

    @Test
    void aGatewaySaysHowItsRoomWouldBeKnown() {
        ControlMessage.Proof proof = new Credential(gateway, null).answer(challenge, link.relayKey(), "ROOM1");
        ControlMessage.Claim claim = proof.claim();
        assertNotNull(claim);
        assertEquals(gateway.tokenHash().text(), claim.gateway());
        assertEquals(gateway.forPlayers().tokenHash().text(), claim.client());
        assertTrue(holds(proof, gateway, "ROOM1"));
    }

    /** A relay that asks again would have a second proof to work with. */
    @Test
    void answersOneChallengeOfAConnection() {
        begin(credential);
        session.onControl(challenge, 0);
        int told = link.messages().size();
        session.onControl(challenge, 0);
        assertEquals(told, link.messages().size());
        assertEquals("protocol_error", diary.end().code());
    }

    @Test
    void withoutAnInviteThereIsNothingToProve() {
        begin(null);
        session.onControl(challenge, 0);
        assertEquals("the relay asked for a proof that nobody had offered", diary.end().sentence());
    }

    @Test
    void waitsForTheOrganiserAsLongAsItTakes() {
        begin(credential);
        session.onControl(challenge, 0);
        session.onControl(new Waiting("the organiser has to let you in"), 0);
        session.onControl(new Waiting("the organiser has to let you in"), 0);
        assertEquals(List.of("waiting: the organiser has to let you in"), diary.entries());

        long late = Duration.ofMinutes(20).toNanos();
        session.onControl(new Waiting("the organiser has to let you in"), late);
        session.tick(late);
        assertFalse(diary.hasEnded());
        session.onControl(new Reject("not_accepted", "no"), 0);
        assertEquals(new SessionEnd(SessionEnd.Kind.REFUSED, "not_accepted", "no"), diary.end());
    }

    @Test
    void whoIsInIsNeitherAskedNorLetWait() {
        for (ControlMessage late : List.of(challenge, new Waiting("x"), new ControlMessage.Proof("A".repeat(43), null,
                null))) {
            SessionDiary other = new SessionDiary();
            Session joined = new Session(new FakeLink(), other,
                    new SessionTiming(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)),
                    new Counters());
            joined.begin(new Hello(1, Role.CLIENT, "R", "test", ALICE, 1_318, null, null), 0);
            joined.onControl(new Welcome(2, 1_300, List.of(), new ControlMessage.Limits(1, 1), null), 0);
            joined.onControl(late, 0);
            assertEquals("protocol_error", other.end().code(), late::toString);
        }
    }

    @Test
    void doesNotShowItsSecret() {
        assertEquals("Credential[secret=InviteSecret[CLIENT], name=Alice]", credential.toString());
    }
}
