import { rng } from "gradus/core";
import { bookMountainCar } from "gradus/envs/book";
import { semiGradientSarsa, tileCoding } from "gradus/tabular";
const features = tileCoding({ low: [-1.2, -0.07], high: [0.5, 0.07], tiles: 8, tilings: 8 });
const world={...bookMountainCar(), maxSteps: 200000};
const big:string[]=[]; 
for (let s=1000;s<1300;s++) { let e=0; for (const r of semiGradientSarsa(world,{alpha:.5/8},rng(s),undefined,features)) { e++; if (e>1&&-r.episodeReturn!>2000) big.push(`${s} ep ${e} len ${-r.episodeReturn!}`); if (e>=100) break; } }
console.log(big.join("\n"));
