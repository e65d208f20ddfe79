package dev.lanparty.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.transport.TransportException;

/** What the command lines may know: the public doors, and what is put in and comes out there. */
@AnalyzeClasses(packages = "dev.lanparty.launcher", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    private static final String[] ROLES = {"dev.lanparty.launcher.relay", "dev.lanparty.launcher.gateway",
            "dev.lanparty.launcher.client"};

    @ArchTest
    static final ArchRule ONLY_PUBLIC_DOORS = noClasses().should().dependOnClassesThat(
            resideInAPackage("dev.lanparty..").and(not(resideInAnyPackage("dev.lanparty.launcher..",
                    "dev.lanparty.relay", "dev.lanparty.gateway", "dev.lanparty.client", "dev.lanparty.endpoint",
                    "dev.lanparty.identity", "dev.lanparty.secret", "dev.lanparty.admin", "dev.lanparty.admission",
                    "dev.lanparty.device", "dev.lanparty.frame", "dev.lanparty.filter",
                    "dev.lanparty.metrics")))
                    .and(not(belongToAnyOf(ControlMessage.class, Role.class, RoomCode.class, RoomLimits.class,
                            SessionEnd.class, SessionTiming.class, RetryTiming.class, QuicSettings.class,
                            TransportException.class))))
            .because("whoever embeds a role has what a launcher has: a config, start, close, and what they say");

    @ArchTest
    static final ArchRule NO_NETWORK_OF_THEIR_OWN = noClasses().should().dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("flags, config, start, wait, close is all that a launcher does");

    @ArchTest
    static final ArchRule NO_FOREIGN_MEMORY = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("java.lang.foreign..", "dev.lanparty.ffi..")
            .because("native calls are lanparty-ffi's, behind its devices");

    @ArchTest
    static final ArchRule NO_ROLE_KNOWS_ANOTHER = slices().matching("dev.lanparty.launcher.(relay|gateway|client)..")
            .should().notDependOnEachOther()
            .because("each runs by itself, on another machine");

    @ArchTest
    static final ArchRule ROLES_DO_NOT_KNOW_THE_DEMO = noClasses().that().resideInAnyPackage(ROLES)
            .or().resideInAPackage("dev.lanparty.launcher").should().dependOnClassesThat()
            .resideInAnyPackage("dev.lanparty.launcher.demo..", "dev.lanparty.launcher.lab..",
                    "dev.lanparty.launcher.station..")
            .because("the demo starts the roles, and none of them needs namespaces or stations");
}
