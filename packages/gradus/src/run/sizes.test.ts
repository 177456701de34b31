import { expect, test } from "vitest";
import { ValueError } from "../core/errors.ts";
import { defaultNet, layerSizes } from "./sizes.ts";

const mnist = { name: "mnist", inputs: 784, classes: 10 };

test("784-30-10 is Nielsen's network: 784 inputs, 30 hidden, 10 outputs", () => {
  expect(layerSizes("784-30-10", mnist)).toEqual([784, 30, 10]);
  expect(layerSizes("784-10", mnist)).toEqual([784, 10]); // his exercise without a hidden layer
  expect(layerSizes(defaultNet(mnist), mnist)).toEqual([784, 30, 10]);
});

test("a network string that cannot be read, or does not fit, names the sizes that do", () => {
  for (const net of [
    "784,30,10",
    "mlp",
    "784",
    "784-30-",
    "-784-10",
    "784-3e1-10",
    "784--10",
    "",
  ]) {
    expect(() => layerSizes(net, mnist), net).toThrow(ValueError);
    expect(() => layerSizes(net, mnist), net).toThrow("784-30-10");
  }
  expect(() => layerSizes("785-30-10", mnist)).toThrow(
    "reads 785 numbers, but a picture of mnist has 784",
  );
  expect(() => layerSizes("784-30-5", mnist)).toThrow("ends in 5 units, but mnist has 10 classes");
  expect(() => layerSizes("784-0-10", mnist)).toThrow("a layer of 0 units");
  expect(() => layerSizes("784-99999999-10", mnist)).toThrow("99999999 units");
});
