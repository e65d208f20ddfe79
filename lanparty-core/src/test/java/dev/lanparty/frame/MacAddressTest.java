package dev.lanparty.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void readsColonsHyphensAndCapitals() {
        MacAddress address = new MacAddress(0x02005e10abcdL);
        assertEquals(address, MacAddress.parse("02:00:5e:10:ab:cd"));
        assertEquals(address, MacAddress.parse("02-00-5E-10-AB-CD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "02:00:5e:10:ab", "02:00:5e:10:ab:cd:ef", "02005e10abcd", "02:00:5e:10:ab:cg",
            "2:0:5e:10:ab:cd", " 02:00:5e:10:ab:cd", "02:00:5e:10:ab:cd\n", "02.00.5e.10.ab.cd", "0200.5e10.abcd",
            "02::5e:10:ab:cd",
            "٠٢:00:5e:10:ab:cd"})
    void refusesWhatIsNoAddress(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).contains("six hexadecimal pairs"), refused.getMessage());
    }

    @Test
    void aStrangersTextNeitherFillsALogLineNorBreaksIt() {
        String text = "\u001b[2J\n\u202e" + "x".repeat(10_000);
        String sentence = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text)).getMessage());

        assertTrue(sentence.startsWith("'?[2J??xxx"), sentence);
        assertTrue(sentence.length() < 150, sentence);
    }

    @Test
    void writesLowerCasePairsWithColons() {
        assertEquals("02:00:5e:10:ab:cd", new MacAddress(0x02005e10abcdL).toString());
        assertEquals("00:00:00:00:00:00", new MacAddress(0).toString());
        assertEquals("ff:ff:ff:ff:ff:ff", MacAddress.BROADCAST.toString());
    }

    @Test
    void putsTheFirstTransmittedByteHighest() {
        byte[] bytes = {0x02, 0x00, 0x5e, 0x10, (byte) 0xab, (byte) 0xcd};
        assertEquals(new MacAddress(0x02005e10abcdL), MacAddress.of(bytes));
        assertArrayEquals(bytes, new MacAddress(0x02005e10abcdL).toBytes());
    }

    @Test
    void takesSixBytesAndNoOtherNumber() {
        assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[7]));
    }

    @Test
    void holds48BitsAndNoMore() {
        assertEquals(MacAddress.BROADCAST, new MacAddress((1L << 48) - 1));
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
    }

    @Test
    void tellsGroupAddressesByTheFirstBitOnTheWire() {
        assertTrue(MacAddress.isGroup(0x01005e000001L));
        assertTrue(MacAddress.isGroup(0x333300000001L));
        assertTrue(MacAddress.isGroup(MacAddress.BROADCAST.bits()));
        assertFalse(MacAddress.isGroup(0x02005e000001L));
        assertFalse(MacAddress.isGroup(0xfe0000000000L));
    }

    @Test
    void aStationMayHaveAnyUnicastAddressButZero() {
        assertTrue(MacAddress.parse("00:00:00:00:00:01").isUsableUnicast());
        assertTrue(MacAddress.parse("fe:ff:ff:ff:ff:ff").isUsableUnicast());
        assertFalse(MacAddress.parse("00:00:00:00:00:00").isUsableUnicast());
        assertFalse(MacAddress.parse("01:00:00:00:00:00").isUsableUnicast());
        assertFalse(MacAddress.BROADCAST.isUsableUnicast());
    }

    @Test
    void makesRandomAddressesThatAreLocalAndUnicastAndDiffer() {
        long seed = Long.getLong("lanparty.seed", System.nanoTime());
        RandomGenerator random = new SplittableRandom(seed);
        MacAddress before = MacAddress.randomLocal(random);
        for (int round = 0; round < 1_000; round++) {
            MacAddress address = MacAddress.randomLocal(random);
            assertEquals(0b10, address.toBytes()[0] & 0b11, () -> "-Dlanparty.seed=" + seed);
            assertTrue(address.isUsableUnicast(), () -> "-Dlanparty.seed=" + seed);
            assertNotEquals(before, address, () -> "-Dlanparty.seed=" + seed);
            before = address;
        }
    }

    @Test
    void everyAddressComesBackFromItsTextAndItsBytes() {
        long seed = Long.getLong("lanparty.seed", System.nanoTime());
        RandomGenerator random = new SplittableRandom(seed);
        for (int round = 0; round < 1_000; round++) {
            MacAddress address = new MacAddress(random.nextLong(1L << 48));
            assertEquals(address, MacAddress.parse(address.toString()), () -> "-Dlanparty.seed=" + seed);
            assertEquals(address, MacAddress.of(address.toBytes()), () -> "-Dlanparty.seed=" + seed);
        }
    }
}
