package dev.lanparty.ffi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom in this module. */
@AnalyzeClasses(packages = "dev.lanparty", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String DEVICE = "dev.lanparty.device";
    private static final String LINUX = "dev.lanparty.ffi.linux";
    private static final String GENERATED = "dev.lanparty.ffi.linux.gen";
    private static final String OFFLOAD = "dev.lanparty.ffi.offload";

    @ArchTest
    static final ArchRule DEVICES_SPEAK_IN_BYTE_BUFFERS = noClasses().that().resideInAPackage(DEVICE).should()
            .dependOnClassesThat().resideInAPackage("java.lang.foreign..")
            .because("whoever uses a device needs no foreign memory, and another system may need none either");

    @ArchTest
    static final ArchRule GENERATED_STAYS_BELOW = classes().that().resideInAPackage(GENERATED).should()
            .onlyBeAccessed().byAnyPackage(LINUX, GENERATED)
            .because("the C world ends at the thin mirror; above it are interfaces, rings and routes");

    @ArchTest
    static final ArchRule OFFLOAD_IS_PURE = noClasses().that().resideInAPackage(OFFLOAD).should().dependOnClassesThat()
            .resideInAnyPackage(DEVICE, LINUX, GENERATED, "java.io..", "java.net..", "java.util.concurrent..")
            .because("arithmetic over bytes is proven by tests that need no kernel");

    @ArchTest
    static final ArchRule ONE_DOOR_TO_LINUX = noClasses().that().resideInAPackage(DEVICE)
            .and().doNotHaveSimpleName("Devices").should().dependOnClassesThat().resideInAPackage("dev.lanparty.ffi..")
            .because("only the factory may load what exists on one system");

    @ArchTest
    static final ArchRule NOTHING_STARTS_PROGRAMS = noClasses().should().dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Process.class)
            .because("interfaces are set by system calls: ip and ethtool may be missing, and their words change");

    @ArchTest
    static final ArchRule CALLS_ARE_MIRRORED_IN_ONE_CLASS = noClasses().that().resideInAPackage(LINUX)
            .and().haveNameNotMatching(".*\\.LibC(\\$.*)?").should().dependOnClassesThat()
            .belongToAnyOf(MethodHandle.class)
            .because("errno is captured in one place");

    @Test
    void exportsTheDevicePackageAndNothingElse() throws IOException {
        Path descriptor = Path.of(ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .resolveSibling("classes").resolve("module-info.class");
        try (var bytes = Files.newInputStream(descriptor)) {
            assertEquals(List.of(DEVICE),
                    ModuleDescriptor.read(bytes).exports().stream().map(ModuleDescriptor.Exports::source).toList());
        }
    }
}
