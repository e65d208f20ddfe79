package dev.lanparty;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.lanparty.room.Trespasser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom in this module, and why: the layers that docs/design.md draws. */
@AnalyzeClasses(packages = "dev.lanparty", importOptions = DependencyRulesTest.ThisModule.class)
class DependencyRulesTest {
    /** Bytes in, decisions out. */
    private static final String[] PURE = packages("frame", "filter", "wire", "metrics", "control", "link", "room",
            "session", "admission");

    /** What they may use beside each other: collections, bytes, buffers, and the JSON of control messages. */
    private static final String[] COMPUTING = {"dev.lanparty..", "java.lang", "java.lang.invoke", "java.lang.reflect",
            "java.util", "java.util.function", "java.util.random", "java.util.regex", "java.util.stream",
            "java.util.zip",
            "java.nio",
            "java.nio.charset",
            "io.netty.buffer", "io.netty.util", "io.netty.util.collection", "org.jspecify.annotations",
            "com.fasterxml.jackson.."};

    @ArchTest
    static final ArchRule FRAME = room("frame").knowsOnly()
            .because("views of Ethernet headers are at the bottom: everyone reads frames");

    @ArchTest
    static final ArchRule FILTER = room("filter").knowsOnly("frame")
            .because("whether a frame may pass depends on its bytes, not on who sent them by which way");

    @ArchTest
    static final ArchRule WIRE = room("wire").knowsOnly("frame", "filter")
            .because("a tunnel datagram is a header before a frame, and a reason when it is neither");

    @ArchTest
    static final ArchRule METRICS = room("metrics").knowsOnly("filter")
            .because("there is a counter for each drop reason, and nothing else to know");

    @ArchTest
    static final ArchRule CONTROL = room("control").knowsOnly("frame", "wire")
            .because("messages name addresses and sizes, whatever is done about them");

    @ArchTest
    static final ArchRule SECRET = room("secret").knowsOnly("control")
            .because("what opens a room is computed from bytes, whoever keeps them and however they travel");

    @ArchTest
    static final ArchRule SECRET_COMPUTES = noClasses().that().resideInAPackage("dev.lanparty.secret").should()
            .dependOnClassesThat(not(resideInAnyPackage(COMPUTING)).and(not(resideInAnyPackage("java.security",
                    "java.security.cert", "javax.crypto", "javax.crypto.spec"))))
            .because("what is secret goes into no file, no log and no socket here");

    @ArchTest
    static final ArchRule LINK = room("link").knowsOnly("control", "filter", "secret")
            .because("a link carries messages and datagrams, and QUIC is but one way of being one");

    @ArchTest
    static final ArchRule ROOM = room("room").knowsOnly("frame", "filter", "wire", "metrics", "control", "link")
            .because("the relay's rules are tried on fake links with a fake clock");

    @ArchTest
    static final ArchRule SESSION = room("session").knowsOnly("filter", "metrics", "control", "secret", "link")
            .because("the endpoint's rules are tried on fake links with a fake clock, and know nothing of frames");

    @ArchTest
    static final ArchRule IDENTITY = room("identity").knowsOnly("frame", "filter", "secret")
            .because("keys, certificates and a policy are files, read before there is any network");

    @ArchTest
    static final ArchRule TRANSPORT = room("transport")
            .knowsOnly("filter", "wire", "control", "secret", "link", "device")
            .because("it moves bytes and wakes devices up, and decides nothing about rooms or frames; of the wire"
                    + " it knows the mark in a connection id");

    @ArchTest
    static final ArchRule ENDPOINT = room("endpoint").knowsOnly("frame", "filter", "wire", "metrics", "control",
            "secret", "link", "session", "identity", "transport", "device")
            .because("what gateway and client share knows neither of the two, and nothing of the relay");

    @ArchTest
    static final ArchRule RELAY = room("relay").knowsOnly("frame", "filter", "metrics", "control", "secret", "link",
            "room", "admission", "admin", "store", "identity", "transport")
            .because("a relay runs on any server: it has no device, and is no endpoint");

    @ArchTest
    static final ArchRule ADMISSION = room("admission").knowsOnly("frame", "control", "secret")
            .because("who may come in is decided by invites and time, wherever they are kept and whoever asks");

    @ArchTest
    static final ArchRule STORE = room("store").knowsOnly("frame", "control", "secret", "admission", "identity")
            .because("a file of a room is written and read, and nothing is decided");

    @ArchTest
    static final ArchRule ADMIN = room("admin").knowsOnly("control")
            .because("a request and a reply cross a socket, whatever is done about them");

    @ArchTest
    static final ArchRule GATEWAY = room("gateway").knowsOnly("frame", "filter", "control", "session", "endpoint",
            "device")
            .because("a gateway is an endpoint with a LAN behind it; QUIC and datagrams are the endpoint's to know");

    @ArchTest
    static final ArchRule CLIENT = room("client").knowsOnly("frame", "filter", "wire", "control", "session", "endpoint",
            "device")
            .because("a client is an endpoint with a player behind it; QUIC is the endpoint's to know");

    @ArchTest
    static final ArchRule EVERY_ROOM_HAS_ITS_RULE = classes().should().resideInAnyPackage(
            packages("frame", "filter", "wire", "metrics", "control", "secret", "link", "room", "session", "admission",
                    "store", "admin", "identity",
                    "transport", "endpoint", "relay", "gateway", "client"))
            .because("a new package must be given its place in docs/design.md and a rule here");

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("dev.lanparty.(*)..").should().beFreeOfCycles()
            .because("packages that need each other are one package");

    @ArchTest
    static final ArchRule PURE_ROOMS_COMPUTE = noClasses().that().resideInAnyPackage(PURE).should()
            .dependOnClassesThat(not(resideInAnyPackage(COMPUTING))
                    .and(not(belongToAnyOf(Duration.class, TimeUnit.class, IOException.class))))
            .because(
                    "a decision about bytes needs no socket, file, logger, channel or lock, and so no test of it does");

    @ArchTest
    static final ArchRule PURE_ROOMS_HAVE_NO_THREADS = noClasses().that().resideInAnyPackage(PURE).should()
            .dependOnClassesThat().belongToAnyOf(Thread.class, ThreadLocal.class)
            .because("each is confined to the thread that calls it");

    @ArchTest
    static final ArchRule PURE_ROOMS_HAVE_NO_CLOCK = noClasses().that().resideInAnyPackage(PURE)
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .because("time is an argument: a test lets an hour pass in a line");

    @ArchTest
    static final ArchRule ONLY_TRANSPORT_KNOWS_CHANNELS = noClasses().that()
            .resideOutsideOfPackage("dev.lanparty.transport").should().dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap..",
                    "io.netty.util.concurrent..")
            .because("whole parties run without sockets in the tests, and another transport may come");

    @ArchTest
    static final ArchRule NO_FOREIGN_MEMORY = noClasses().should().dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..")
            .because("native calls are lanparty-ffi's, behind its devices");

    @ArchTest
    static final ArchRule DEVICES_BY_THEIR_INTERFACE = noClasses().should().dependOnClassesThat()
            .resideInAPackage("dev.lanparty.ffi..")
            .because("lanparty-ffi exports its device package and nothing else");

    @ArchTest
    static final ArchRule CERTIFICATES_ARE_MADE_IN_ONE_PLACE = noClasses().that()
            .resideOutsideOfPackage("dev.lanparty.identity").should().dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..")
            .because("the JDK verifies certificates; only making one needs more");

    @ArchTest
    static final ArchRule JSON_STAYS_AT_ITS_EDGES = noClasses().that()
            .resideOutsideOfPackages("dev.lanparty.control", "dev.lanparty.identity", "dev.lanparty.store",
                    "dev.lanparty.admin")
            .should().dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because("JSON is how messages and files are written, not how anything is thought of");

    /** A rule that notices nothing would be none: each is held against a class that breaks them all. */
    @TestFactory
    Stream<DynamicTest> aTrespasserIsNoticed() {
        JavaClasses trespasser = new ClassFileImporter().importClasses(Trespasser.class, DependencyRulesTest.class);
        return Stream.of(ROOM, EVERY_ROOM_HAS_ITS_RULE, PURE_ROOMS_COMPUTE, PURE_ROOMS_HAVE_NO_THREADS,
                PURE_ROOMS_HAVE_NO_CLOCK, ONLY_TRANSPORT_KNOWS_CHANNELS, NO_FOREIGN_MEMORY, DEVICES_BY_THEIR_INTERFACE,
                CERTIFICATES_ARE_MADE_IN_ONE_PLACE, JSON_STAYS_AT_ITS_EDGES)
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(),
                        () -> assertTrue(rule.evaluate(trespasser).hasViolation())));
    }

    @Test
    void aCircleIsNoticed() {
        ImportOption withTrespasser = location -> new ThisModule().includes(location)
                || location.contains("/room/Trespasser.class");
        JavaClasses trespassed = new ClassFileImporter().withImportOption(withTrespasser)
                .importPackages("dev.lanparty");

        assertTrue(NO_CIRCLES.evaluate(trespassed).hasViolation());
    }

    private static Room room(String name) {
        return new Room(name);
    }

    private static String[] packages(String... rooms) {
        return Stream.of(rooms).map(room -> "dev.lanparty." + room).toArray(String[]::new);
    }

    /** A package of which a rule is made. */
    private record Room(String name) {
        ArchRule knowsOnly(String... others) {
            return noClasses().that().resideInAPackage("dev.lanparty." + name).should().dependOnClassesThat(
                    resideInAPackage("dev.lanparty..").and(not(resideInAPackage("dev.lanparty." + name)))
                            .and(not(resideInAnyPackage(packages(others)))));
        }
    }

    /** This module's own classes, without its tests. */
    static final class ThisModule implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/lanparty-core/target/classes/");
        }
    }
}
