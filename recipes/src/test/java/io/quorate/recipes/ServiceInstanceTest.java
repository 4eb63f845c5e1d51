package io.quorate.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of the registry. */
class ServiceInstanceTest {
    @Test
    void anInstanceIsReadAsItWasWritten() {
        ServiceInstance instance =
                new ServiceInstance("we\"b\\", "i1", "10.0.0.1", 80, null, "tab\tand \u00e9", 1795300539143L);
        assertThat(ServiceInstance.ofJson(instance.toJson())).contains(instance);
    }

    @Test
    void curatorsJsonIsRead() {
        String json = "{\"name\":\"web\",\"id\":\"i1\",\"address\":\"10.0.0.1\",\"port\":80,\"sslPort\":443,"
                + "\"payload\":{\"a\":[1,2.5,true,null]},\"registrationTimeUTC\":1795300539143,\"serviceType\":\"DYNAMIC\","
                + "\"uriSpec\":{\"parts\":[{\"value\":\"scheme\",\"variable\":true}]}}";
        assertThat(ServiceInstance.ofJson(json))
                .contains(new ServiceInstance(
                        "web", "i1", "10.0.0.1", 80, 443, "{\"a\":[1,2.5,true,null]}", 1795300539143L));
    }

    @Test
    void whatIsNoInstanceIsLeftOut() {
        for (String text : List.of(
                "", "{", "[]", "{}", "{\"name\":1}", "{\"name\":\"a\"} x", "[".repeat(1000), "\"\\u12", "tru")) {
            assertThat(ServiceInstance.ofJson(text)).as(text).isEmpty();
        }
    }
}
