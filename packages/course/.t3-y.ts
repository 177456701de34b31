import { rng } from "gradus/core";
import { cartPole } from "gradus/envs";
import { bookMountainCar, puddleWorld } from "gradus/envs/book";
import { sarsaLambda, tileCoding } from "gradus/tabular";
const L=[0,.5,.9,.99,1]; const mean=(a:number[])=>a.reduce((x,y)=>x+y,0)/a.length;
const car = tileCoding({ low: [-1.2, -0.07], high: [0.5, 0.07], tiles: 8, tilings: 8 });
const puddles = tileCoding({ low: [0, 0], high: [1, 1], tiles: 8, tilings: 8 });
const pole = tileCoding({ low: [-2.4, -3, -0.21, -3], high: [2.4, 3, 0.21, 3], tiles: [3, 3, 6, 6], tilings: 8 });
for (const [name,w,f,eps,E,inv] of [["car",{...bookMountainCar(),maxSteps:3000},car,0,40,0],["puddle",{...puddleWorld(),maxSteps:1000},puddles,.1,40,0],["pole",cartPole(),pole,.05,120,1]] as any) for (const l of L) { let line=""; for (const a of [.05,.1,.2,.4,.6,.8,1,1.3,1.6]) { const t=Date.now(); const o:number[]=[]; for (let s=100;s<106;s++) { const g=sarsaLambda(w,{lambda:l,alpha:a/8,epsilon:eps,traces:"replacing"},rng(s),undefined,f); const rs=Array.from({length:E},()=>(g.next().value as any).episodeReturn); o.push(inv?1000/mean(rs):-mean(rs)); } line+=` ${a}:${mean(o).toFixed(1)}`; } console.log(name,l,line); }
