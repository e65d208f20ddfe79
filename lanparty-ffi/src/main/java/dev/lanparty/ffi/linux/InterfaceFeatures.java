package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.ethtool_get_features_block;
import dev.lanparty.ffi.linux.gen.ethtool_gfeatures;
import dev.lanparty.ffi.linux.gen.ethtool_gstrings;
import dev.lanparty.ffi.linux.gen.ethtool_set_features_block;
import dev.lanparty.ffi.linux.gen.ethtool_sfeatures;
import dev.lanparty.ffi.linux.gen.ethtool_sset_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An interface's offload features, as ethtool(8) lists them.
 *
 * <p>Read and set bit by bit through the feature bitmaps: the older one-switch ioctls turn a whole group on, also those
 * of it that had been off, and so could not restore what they found.
 */
final class InterfaceFeatures {
    private static final Set<String> MERGING = Set.of("rx-gro", "rx-gro-hw", "rx-gro-list", "rx-udp-gro-forwarding",
            "rx-lro", "tx-generic-segmentation");
    /** One for each way to treat a header field; kernels keep adding some. */
    private static final Pattern MERGING_TCP = Pattern.compile("tx-tcp.*-segmentation");

    private static final int BITS_PER_BLOCK = 32;
    private static final long GET_BLOCK_BYTES = ethtool_get_features_block.sizeof();
    private static final long SET_BLOCK_BYTES = ethtool_set_features_block.sizeof();

    private final InterfaceControl control;
    private final List<String> names;

    InterfaceFeatures(InterfaceControl control) {
        this.control = control;
        this.names = readNames();
    }

    /**
     * Turns off, where it can be, what merges frames before they reach a packet socket: receive offloads of the card and
     * the kernel, and the segmentation offloads of senders that share this interface.
     *
     * @param record of what is off already, by a device that could not turn it on again; and of what will be, from here on
     * @return what was changed: to be passed to {@link #turnOn}
     */
    BitSet turnOffMerging(OffloadRecord record) {
        List<String> before = record.read();
        BitSet on = requested();
        BitSet change = new BitSet();
        for (int bit = 0; bit < names.size(); bit++) {
            change.set(bit, isMerging(names.get(bit)) && (on.get(bit) || before.contains(names.get(bit))));
        }
        record.write(change.stream().mapToObj(names::get).toList());
        on.and(change);
        set(on, false);
        BitSet left = requested();
        change.andNot(left);
        return change;
    }

    private static boolean isMerging(String feature) {
        return MERGING.contains(feature) || MERGING_TCP.matcher(feature).matches();
    }

    /** Turns on the features with these bits and touches no other. */
    void turnOn(BitSet features) {
        set(features, true);
    }

    private int blocks() {
        return (names.size() + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK;
    }

    /** The features that are wanted and that the driver lets us change. */
    private BitSet requested() {
        try (Arena arena = Arena.ofConfined()) {
            long header = ethtool_gfeatures.sizeof();
            MemorySegment command = arena.allocate(header + blocks() * GET_BLOCK_BYTES, Integer.BYTES);
            ethtool_gfeatures.cmd(command, Linux.ETHTOOL_GFEATURES());
            ethtool_gfeatures.size(command, blocks());
            control.ethtool(command, "ETHTOOL_GFEATURES");
            BitSet requested = new BitSet();
            for (int bit = 0; bit < names.size(); bit++) {
                MemorySegment block = command.asSlice(header + bit / BITS_PER_BLOCK * GET_BLOCK_BYTES, GET_BLOCK_BYTES);
                int changeable = ethtool_get_features_block.available(block)
                        & ~ethtool_get_features_block.never_changed(block);
                int wanted = ethtool_get_features_block.requested(block) & changeable;
                requested.set(bit, (wanted >>> bit % BITS_PER_BLOCK & 1) != 0);
            }
            return requested;
        }
    }

    private void set(BitSet features, boolean on) {
        if (features.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            long header = ethtool_sfeatures.sizeof();
            MemorySegment command = arena.allocate(header + blocks() * SET_BLOCK_BYTES, Integer.BYTES);
            ethtool_sfeatures.cmd(command, Linux.ETHTOOL_SFEATURES());
            ethtool_sfeatures.size(command, blocks());
            for (int bit = features.nextSetBit(0); bit >= 0; bit = features.nextSetBit(bit + 1)) {
                MemorySegment block = command.asSlice(header + bit / BITS_PER_BLOCK * SET_BLOCK_BYTES, SET_BLOCK_BYTES);
                int mask = 1 << bit % BITS_PER_BLOCK;
                ethtool_set_features_block.valid(block, ethtool_set_features_block.valid(block) | mask);
                if (on) {
                    ethtool_set_features_block.requested(block, ethtool_set_features_block.requested(block) | mask);
                }
            }
            control.ethtool(command, "ETHTOOL_SFEATURES");
        }
    }

    /** The names of the feature bits, in bit order; none if the driver has no such list. */
    private List<String> readNames() {
        try (Arena arena = Arena.ofConfined()) {
            int count = countNames(arena);
            long header = ethtool_gstrings.sizeof();
            MemorySegment command = arena.allocate(header + (long) count * Linux.ETH_GSTRING_LEN(), Integer.BYTES);
            ethtool_gstrings.cmd(command, Linux.ETHTOOL_GSTRINGS());
            ethtool_gstrings.string_set(command, Linux.ETH_SS_FEATURES());
            ethtool_gstrings.len(command, count);
            control.ethtool(command, "ETHTOOL_GSTRINGS");
            List<String> found = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] text = command.asSlice(header + (long) i * Linux.ETH_GSTRING_LEN(), Linux.ETH_GSTRING_LEN())
                        .toArray(ValueLayout.JAVA_BYTE);
                found.add(new String(text, StandardCharsets.US_ASCII).trim());
            }
            return found;
        } catch (DeviceException unsupported) {
            if (unsupported.error().equals("EOPNOTSUPP")) {
                return List.of();
            }
            throw unsupported;
        }
    }

    private int countNames(Arena arena) {
        long header = ethtool_sset_info.sizeof();
        MemorySegment command = arena.allocate(header + Integer.BYTES, Long.BYTES);
        ethtool_sset_info.cmd(command, Linux.ETHTOOL_GSSET_INFO());
        ethtool_sset_info.sset_mask(command, 1L << Linux.ETH_SS_FEATURES());
        control.ethtool(command, "ETHTOOL_GSSET_INFO");
        return command.get(ValueLayout.JAVA_INT, header);
    }
}
