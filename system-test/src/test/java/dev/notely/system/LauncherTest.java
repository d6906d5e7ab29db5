package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, in a folder of its own whose build looks fresh, with JDKs that only say
 * their name.
 */
final class LauncherTest {
  @TempDir Path folder;

  private record Ended(int exit, String out, String err) {}

  @BeforeEach
  void aBuiltProject() throws IOException {
    Files.copy(Path.of("..", "notely"), folder.resolve("notely"));
    Files.createDirectories(folder.resolve("target/dist"));
    Files.createFile(folder.resolve("target/dist/.built"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      Path script = home.resolve("bin").resolve(program);
      Files.writeString(script, "#!/bin/sh\necho " + name + " \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Ended notely(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("/bin/sh", "notely"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("NOTELY_JAVA");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  @Test
  void takesTheJdkOfJavaHome() throws Exception {
    Ended ended = notely(Map.of("JAVA_HOME", jdk("mine", "25.0.1").toString()), "up", "--gen");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).startsWith("mine ").contains("supervisor.jar up --gen");
  }

  @Test
  void passesOverAJdkThatIsTooOld() throws Exception {
    Ended ended =
        notely(
            Map.of(
                "NOTELY_JAVA", jdk("old", "21.0.9").toString(),
                "JAVA_HOME", jdk("newer", "26").toString()),
            "load");
    assertThat(ended.out()).startsWith("newer ").contains("loadgen.jar");
  }

  @Test
  void findsTheJdkOnThePathThroughLinks() throws Exception {
    Path home = jdk("linked", "25");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("javac"), home.resolve("bin/javac"));
    Ended ended = notely(Map.of("PATH", links + ":/usr/bin:/bin"), "demo");
    assertThat(ended.out()).startsWith("linked ");
  }

  @Test
  void runsTheOperatorsCommands() throws Exception {
    String home = jdk("mine", "25.0.1").toString();
    for (String command : List.of("migrate", "stores", "accounts")) {
      Ended ended = notely(Map.of("JAVA_HOME", home), command, "--help");
      assertThat(ended.out()).contains("operator-cli.jar " + command + " --help");
    }
  }

  @Test
  void runsTheLiveScreen() throws Exception {
    String home = jdk("mine", "25.0.1").toString();
    Ended ended = notely(Map.of("JAVA_HOME", home), "tui", "--proxy", "127.0.0.1:4001");
    assertThat(ended.out()).contains("tui-client.jar --proxy 127.0.0.1:4001");
  }

  @Test
  void saysInOneSentenceHowToGetAJdk() throws Exception {
    String script = Files.readString(folder.resolve("notely"));
    // A machine without a JDK in the usual folders.
    Files.writeString(
        folder.resolve("notely"),
        script.replace("/usr/lib/jvm/*", "/nowhere/*").replace("/opt/java/*", "/nowhere/*"));
    Ended ended =
        notely(
            Map.of(
                "PATH",
                onlyWhatTheScriptNeeds(),
                "HOME",
                folder.toString(),
                "JAVA_HOME",
                jdk("old", "17").toString()),
            "up");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1).first().asString().contains("JDK 25", "JAVA_HOME");
  }

  private String onlyWhatTheScriptNeeds() throws IOException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("dirname", "readlink", "sed")) {
      Path found =
          Path.of("/usr/bin", tool).toFile().exists()
              ? Path.of("/usr/bin", tool)
              : Path.of("/bin", tool);
      Files.createSymbolicLink(tools.resolve(tool), found);
    }
    return tools.toString();
  }

  @Test
  void anUnknownCommandIsOneSentence() throws Exception {
    Ended ended = notely(Map.of(), "dmeo");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo("notely: unknown command 'dmeo'; see ./notely --help\n");
    assertThat(notely(Map.of(), "--help").out()).contains("demo", "up", "test");
  }

  @Test
  void saysWhatCanBeMeasured() throws Exception {
    for (List<String> asked :
        List.of(List.of("bench", "--help"), List.of("bench", "hot", "--help"))) {
      Ended ended = notely(Map.of(), asked.toArray(String[]::new));
      assertThat(ended.exit()).isZero();
      assertThat(ended.out())
          .contains(
              "chain",
              "migration",
              "mirrors",
              "copy",
              "cutover",
              "hot",
              "screen",
              "scale",
              "-Dquick");
    }
    Ended ended = notely(Map.of(), "bench", "cut-over");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo("notely: bench knows no 'cut-over'; see ./notely bench --help\n");
  }
}
