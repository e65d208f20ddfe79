package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.device.Requirements;
import dev.lanparty.ffi.linux.gen.ethtool_get_features_block;
import dev.lanparty.ffi.linux.gen.ethtool_gfeatures;
import dev.lanparty.ffi.linux.gen.ethtool_gstrings;
import dev.lanparty.ffi.linux.gen.ethtool_set_features_block;
import dev.lanparty.ffi.linux.gen.ethtool_sfeatures;
import dev.lanparty.ffi.linux.gen.ethtool_sset_info;
import dev.lanparty.ffi.linux.gen.ifaddrmsg;
import dev.lanparty.ffi.linux.gen.ifinfomsg;
import dev.lanparty.ffi.linux.gen.ifreq;
import dev.lanparty.ffi.linux.gen.nlmsgerr;
import dev.lanparty.ffi.linux.gen.nlmsghdr;
import dev.lanparty.ffi.linux.gen.packet_mreq;
import dev.lanparty.ffi.linux.gen.pollfd;
import dev.lanparty.ffi.linux.gen.rtattr;
import dev.lanparty.ffi.linux.gen.rtmsg;
import dev.lanparty.ffi.linux.gen.rtnl_link_stats64;
import dev.lanparty.ffi.linux.gen.sockaddr;
import dev.lanparty.ffi.linux.gen.sockaddr_ll;
import dev.lanparty.ffi.linux.gen.tpacket2_hdr;
import dev.lanparty.ffi.linux.gen.tpacket_req;
import dev.lanparty.ffi.linux.gen.tpacket_stats;
import dev.lanparty.ffi.linux.gen.virtio_net_hdr;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the committed layouts against this machine's C compiler and kernel headers. */
class StructLayoutTest {
    private static final List<GroupLayout> STRUCTS = List.of(ethtool_get_features_block.layout(),
            ethtool_gfeatures.layout(), ethtool_gstrings.layout(), ethtool_set_features_block.layout(),
            ethtool_sfeatures.layout(), ethtool_sset_info.layout(), ifaddrmsg.layout(), ifinfomsg.layout(),
            ifreq.layout(), nlmsgerr.layout(), nlmsghdr.layout(), packet_mreq.layout(), pollfd.layout(),
            rtattr.layout(), rtmsg.layout(), sockaddr.layout(), sockaddr_ll.layout(), tpacket2_hdr.layout(),
            tpacket_req.layout(), tpacket_stats.layout(), virtio_net_hdr.layout());

    @Test
    void agreesWithTheCompilerOnEverySizeAndOffset(@TempDir Path folder) throws Exception {
        List<String> expressions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (GroupLayout struct : STRUCTS) {
            String name = "struct " + struct.name().orElseThrow();
            expressions.add("sizeof(" + name + ")");
            expected.add("sizeof(" + name + ") = " + struct.byteSize());
            collect(struct, name, 0, expressions, expected);
        }
        // The kernel appends counters to this one: its size may differ, what is read from it may not.
        expressions.add("offsetof(struct rtnl_link_stats64, tx_dropped)");
        expected.add(expressions.getLast() + " = " + rtnl_link_stats64.tx_dropped$offset());
        assertEquals(String.join("\n", expected), compileAndRun(folder, expressions));
    }

    private static void collect(GroupLayout group, String struct, long base, List<String> expressions,
            List<String> expected) {
        long offset = base;
        for (MemoryLayout member : group.memberLayouts()) {
            String name = member.name().orElse("");
            if (member instanceof GroupLayout anonymous && (name.isEmpty() || name.startsWith("$"))) {
                collect(anonymous, struct, offset, expressions, expected);
            } else if (!name.isEmpty()) {
                expressions.add("offsetof(" + struct + ", " + name + ")");
                expected.add(expressions.getLast() + " = " + offset);
            }
            if (group instanceof StructLayout) {
                offset += member.byteSize();
            }
        }
    }

    private static String compileAndRun(Path folder, List<String> expressions) throws Exception {
        Path root = Path.of(System.getProperty("lanparty.root"));
        StringBuilder program = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n#include \""
                + root.resolve("headers/linux/lanparty_linux.h") + "\"\nint main(void) {\n");
        for (String expression : expressions) {
            program.append("  printf(\"" + expression + " = %zu\\n\", " + expression + ");\n");
        }
        Path source = Files.writeString(folder.resolve("layouts.c"), program.append("}\n"));
        Path binary = folder.resolve("layouts");
        run(Requirements.tool("cc").toString(), "-o", binary.toString(), source.toString());
        return run(binary.toString()).strip();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
