package dev.lanparty.room;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForwardingTableTest {
    private static final long AGE = SECONDS.toNanos(300);
    private static final long SERVER = Frames.SERVER.bits();
    private static final long NOW = -SECONDS.toNanos(7);

    private final Party party = Party.open();
    private final Member gateway = party.gateway();
    private final Member alice = party.client(Frames.ALICE);
    private final ForwardingTable table = new ForwardingTable(3, AGE);

    @Test
    void knowsNobodyAtFirst() {
        assertNull(table.lookUp(SERVER, NOW));
        assertNull(table.owner(SERVER));
        assertEquals(0, table.learnedCount());
    }

    @Test
    void forgetsASilentHostAfterItsAgeAndNotBefore() {
        table.learn(SERVER, gateway, NOW);

        assertSame(gateway, table.lookUp(SERVER, NOW + AGE));
        assertNull(table.lookUp(SERVER, NOW + AGE + 1));
    }

    @Test
    void remembersAHostForAsLongAsItIsHeard() {
        for (int i = 0; i < 10; i++) {
            table.learn(SERVER, gateway, NOW + i * AGE);
        }
        assertSame(gateway, table.lookUp(SERVER, NOW + 10 * AGE));
    }

    @Test
    void neverMovesAnAssignedAddressNorForgetsItForItsAge() {
        table.assign(Frames.ALICE.bits(), alice);

        assertEquals(ForwardingTable.Learning.ASSIGNED_ELSEWHERE, table.learn(Frames.ALICE.bits(), gateway, NOW));
        table.age(NOW + 10 * AGE);
        assertSame(alice, table.lookUp(Frames.ALICE.bits(), NOW + 10 * AGE));
    }

    @Test
    void takesAnAddressAwayFromTheLanWhenAClientIsAssignedIt() {
        table.learn(Frames.ALICE.bits(), gateway, NOW);
        table.assign(Frames.ALICE.bits(), alice);

        assertSame(alice, table.lookUp(Frames.ALICE.bits(), NOW));
        assertEquals(0, table.learnedCount());
    }

    @Test
    void learnsNoMoreThanItsCapacityUntilItAges() {
        for (int host = 1; host <= 3; host++) {
            assertEquals(ForwardingTable.Learning.LEARNED, table.learn(host, gateway, NOW));
        }
        assertEquals(ForwardingTable.Learning.FULL, table.learn(4, gateway, NOW));
        assertEquals(ForwardingTable.Learning.LEARNED, table.learn(3, gateway, NOW + AGE));
        assertNull(table.lookUp(4, NOW));

        table.age(NOW + AGE + 1);
        assertEquals(1, table.learnedCount());
        assertEquals(ForwardingTable.Learning.LEARNED, table.learn(4, gateway, NOW + AGE + 1));
    }

    @Test
    void forgetsAllThatIsBehindAPort() {
        table.assign(Frames.ALICE.bits(), alice);
        table.learn(SERVER, gateway, NOW);

        table.forget(gateway);
        assertNull(table.lookUp(SERVER, NOW));
        assertSame(alice, table.lookUp(Frames.ALICE.bits(), NOW));
        table.forget(alice);
        assertNull(table.lookUp(Frames.ALICE.bits(), NOW));
    }

    @Test
    void doesAsTheNaiveTableDoesOverRandomOperations() {
        Random random = Seeds.random();
        for (int round = 0; round < 40; round++) {
            compareOverRandomOperations(random, 1 + random.nextInt(round % 2 == 0 ? 8 : 200), 3_000);
        }
    }

    private void compareOverRandomOperations(Random random, int maxLearned, int operations) {
        List<Member> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(Party.open().client(new MacAddress(0x0200_0000_0000L | i)));
        }
        List<Member> ports = new ArrayList<>(clients);
        ports.add(gateway);
        ForwardingTable subject = new ForwardingTable(maxLearned, AGE);
        NaiveTable model = new NaiveTable(maxLearned, AGE);
        long now = SECONDS.toNanos(random.nextInt(1_000_000) - 500_000);
        for (int i = 0; i < operations; i++) {
            // Multiples of a large power of two collide in a hash table that looks at low bits only.
            long mac = random.nextBoolean()
                    ? 0x0200_0000_0000L | random.nextInt(8)
                    : (long) random.nextInt(maxLearned * 2) << (random.nextBoolean() ? 0 : 20);
            Member port = ports.get(random.nextInt(ports.size()));
            switch (random.nextInt(20)) {
                case 0 -> {
                    Member client = clients.get(random.nextInt(clients.size()));
                    subject.assign(Party.macOf(client).bits(), client);
                    model.assign(Party.macOf(client).bits(), client);
                }
                case 1 -> {
                    subject.forget(port);
                    model.forget(port);
                }
                case 2 -> {
                    subject.age(now);
                    model.age(now);
                }
                case 3, 4 -> now += random.nextLong(AGE / 2);
                case 5, 6, 7, 8, 9, 10, 11 -> assertEquals(model.learn(mac, port, now), subject.learn(mac, port, now));
                default -> assertSame(model.lookUp(mac, now), subject.lookUp(mac, now));
            }
            assertEquals(model.learnedCount(), subject.learnedCount());
            assertEquals(model.isAssigned(mac), subject.owner(mac) != null);
        }
        assertTrue(subject.learnedCount() <= maxLearned);
    }
}
