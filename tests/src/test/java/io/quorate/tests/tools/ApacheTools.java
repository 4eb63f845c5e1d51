package io.quorate.tests.tools;

import io.quorate.tests.harness.Locations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The released tools of Apache, run in this process with the libraries that they were released with. */
final class ApacheTools implements AutoCloseable {
    private final URLClassLoader loader;

    ApacheTools() throws IOException {
        List<URL> jars = new ArrayList<>();
        for (Path jar : Locations.jarsIn(Path.of(Locations.property("apache.lib")))) {
            jars.add(jar.toUri().toURL());
        }
        loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** What a program prints to standard output. It must not be one that fails: that would end this process. */
    String run(String input, String mainClass, String... arguments) throws ReflectiveOperationException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        InputStream realIn = System.in;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            loader.loadClass(mainClass).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(mainClass + " failed: " + out.toString(StandardCharsets.UTF_8), e.getCause());
        } finally {
            System.setOut(realOut);
            System.setIn(realIn);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
